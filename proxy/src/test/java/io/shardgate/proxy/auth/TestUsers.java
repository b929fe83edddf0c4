package io.shardgate.proxy.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One user of each kind; all but {@code nobody} have the password {@value #PASSWORD}. */
final class TestUsers {

    static final String PASSWORD = "change-me";

    private static final String FILE = """
            users:
              plain:
                password: change-me
              nobody:
                password: ""
              salted:
                caching_sha2_password: "0x24412430303524736E0E58201A367541507D066A116E616D0225426B664D79346A71646E306D73536846722E6E563048543959797270306E794A746B35414A6D4E54334D3737"
              native:
                mysql_native_password: "*6D8E7CA2D13CBEBC74BE7EF3A2976000952DCE92"
            """;

    private TestUsers() {}

    static Users create() {
        try {
            Path file = Files.createTempFile("users", ".yaml");
            try {
                Files.writeString(file, FILE);
                return Users.read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

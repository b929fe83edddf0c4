package io.shardgate.proxy.auth;

import io.shardgate.proxy.config.ConfigException;
import io.shardgate.proxy.config.Secret;
import io.shardgate.proxy.config.YamlFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in to the proxy. Immutable but for what accounts learn; a reload makes a new one.
 *
 * <p>There is an account for every name: who does not exist gets a decoy, which behaves like one of the real accounts,
 * always the same for one name, and never lets anybody in. So nobody can find out which names exist.
 */
public final class Users {

    private final Map<String, UserAccount> accounts;
    private final List<UserAccount> decoys;
    private final @Nullable UserAccount anyone;
    private final byte[] decoySecret = new byte[16];

    private Users(Map<String, UserAccount> accounts, @Nullable UserAccount anyone) {
        this.accounts = accounts;
        this.anyone = anyone;
        SecureRandom random = new SecureRandom();
        random.nextBytes(decoySecret);
        this.decoys =
                accounts.values().stream().map(account -> account.decoy(random)).toList();
    }

    /** Every user, with an empty password. Only for a listener that strangers cannot reach. */
    public static Users anyoneWithoutPassword() {
        return new Users(Map.of(), UserAccount.ofPassword(""));
    }

    /**
     * Reads a users file; see conf/users.yaml.
     *
     * @throws ConfigException that names file, line and key of what is wrong
     */
    public static Users read(Path file) {
        UsersFile content = YamlFile.read(file, UsersFile.class);
        Map<String, UserAccount> accounts = new LinkedHashMap<>();
        content.users().forEach((name, entry) -> accounts.put(name, entry.account()));
        return new Users(accounts, null);
    }

    UserAccount account(String name) {
        if (anyone != null) {
            return anyone;
        }
        UserAccount account = accounts.get(name);
        return account != null ? account : decoys.get(decoyIndex(name));
    }

    private int decoyIndex(String name) {
        byte[] digest = Digests.sha256(decoySecret, name.getBytes(StandardCharsets.UTF_8));
        int number = (digest[0] & 0xFF) << 16 | (digest[1] & 0xFF) << 8 | (digest[2] & 0xFF);
        return number % decoys.size();
    }

    /** The file as it is written. */
    record UsersFile(Map<String, Entry> users) {

        UsersFile {
            if (users == null || users.isEmpty()) {
                throw new ConfigException.BadValue("users", "needs at least one user");
            }
            users = new LinkedHashMap<>(users);
            users.forEach((name, entry) -> {
                if (entry == null) {
                    throw new ConfigException.BadValue("users." + name, "needs a password or verifiers");
                }
            });
        }
    }

    /** One user of the file. */
    record Entry(
            @Nullable Secret password,
            @Nullable Secret mysqlNativePassword,
            @Nullable Secret cachingSha2Password) {

        Entry {
            boolean verifiers = mysqlNativePassword != null || cachingSha2Password != null;
            if (password == null && !verifiers) {
                throw new ConfigException.BadValue(
                        "",
                        "needs either password (\"\" for none) or one or both of mysql_native_password and"
                                + " caching_sha2_password");
            }
            if (password != null && verifiers) {
                throw new ConfigException.BadValue("password", "cannot stand beside verifiers; give one or the other");
            }
            check("mysql_native_password", mysqlNativePassword, value -> UserAccount.ofVerifiers(value, null));
            check("caching_sha2_password", cachingSha2Password, value -> UserAccount.ofVerifiers(null, value));
        }

        private static void check(String key, @Nullable Secret value, Consumer<String> parser) {
            if (value == null) {
                return;
            }
            try {
                parser.accept(value.value());
            } catch (IllegalArgumentException e) {
                throw new ConfigException.BadValue(key, String.valueOf(e.getMessage()));
            }
        }

        UserAccount account() {
            if (password != null) {
                return UserAccount.ofPassword(password.value());
            }
            return UserAccount.ofVerifiers(text(mysqlNativePassword), text(cachingSha2Password));
        }

        private static @Nullable String text(@Nullable Secret secret) {
            return secret == null ? null : secret.value();
        }
    }
}

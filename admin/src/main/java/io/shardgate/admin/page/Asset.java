package io.shardgate.admin.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * A file that the page loads; it lies in the jar beside this class, as it was written.
 *
 * @param type for Content-Type
 */
public record Asset(String type, String text) {

    /** By path: nothing else of the jar is shown. */
    private static final Map<String, Asset> ALL = Map.of(
            "/page/console.css", read("console.css", "text/css; charset=utf-8"),
            "/page/topology.js", read("topology.js", "text/javascript; charset=utf-8"));

    public static Optional<Asset> find(String path) {
        return Optional.ofNullable(ALL.get(path));
    }

    private static Asset read(String name, String type) {
        try (InputStream in = Asset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks " + name);
            }
            return new Asset(type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}

package com.example.shardgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.value.SqlValue;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.SingleColumnVindex;
import io.shardgate.vschema.vindex.VindexException;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Uses the vindex as an installation does: from the packaged jar, by its type's name only. */
class VindexJarIT {

    private static final Path JAR = Path.of(System.getProperty("vindex.jar"));

    @Test
    void theVindexInTheJarIsFoundByItsType() throws IOException {
        try (URLClassLoader loader = jarLoader()) {
            VindexRegistry registry = VindexRegistry.load(loader, ParameterFiles.none());

            var vindex = (SingleColumnVindex) registry.create("by_tenant", "tenant_prefix", Map.of("separator", ":"));

            assertThat(registry.types()).contains("tenant_prefix", "hash");
            assertThat(vindex.getClass().getClassLoader()).isSameAs(loader);
            assertThat(vindex.map(SqlValue.of("acme:1"))).isEqualTo(vindex.map(SqlValue.of("acme:2")));
            assertThat(vindex.map(SqlValue.of("acme:1"))).isNotEqualTo(vindex.map(SqlValue.of("other:1")));
            assertThat(vindex.map(SqlValue.of("no tenant"))).isEqualTo(Destination.none());
        }
    }

    @Test
    void aWrongParameterIsToldToWhoeverWroteTheVSchema() throws IOException {
        try (URLClassLoader loader = jarLoader()) {
            VindexRegistry registry = VindexRegistry.load(loader, ParameterFiles.none());
            Map<String, String> parameters = Map.of("separator", "::");

            assertThatThrownBy(() -> registry.create("by_tenant", "tenant_prefix", parameters))
                    .isInstanceOf(VindexException.class)
                    .hasMessage("parameter separator must be one character, not '::'");
        }
    }

    private static URLClassLoader jarLoader() throws IOException {
        return new URLClassLoader(
                new URL[] {JAR.toUri().toURL()}, new WithoutExample(VindexRegistry.class.getClassLoader()));
    }

    /** The test's class path without the example's own classes, which are to come from the jar. */
    private static final class WithoutExample extends ClassLoader {
        WithoutExample(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.example.shardgate.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}

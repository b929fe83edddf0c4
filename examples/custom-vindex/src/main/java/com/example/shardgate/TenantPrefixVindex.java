package com.example.shardgate;

import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.TypeName;
import io.shardgate.vschema.value.SqlValue;
import io.shardgate.vschema.vindex.HashingVindex;
import io.shardgate.vschema.vindex.Vindex;
import io.shardgate.vschema.vindex.VindexException;
import io.shardgate.vschema.vindex.VindexFactory;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys that begin with a tenant's name and a separator, placed by the SHA-256 of the tenant's name. */
public record TenantPrefixVindex(String name, char separator) implements HashingVindex {

    private static final String TYPE = "tenant_prefix";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public int cost() {
        return 1;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        if (value.isNull()) {
            return Optional.empty();
        }
        String key = new String(value.textBytes(), StandardCharsets.UTF_8);
        int end = key.indexOf(separator);
        // A key without a tenant has no place, so that an INSERT of it is refused.
        return end < 1 ? Optional.empty() : Optional.of(KeyspaceId.of(sha256(key.substring(0, end))));
    }

    /** Equal must mean the same characters: no collation that ignores case, accents or spaces at the end. */
    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        Optional<Collation> collation = column.type().findCollation();
        return collation.isPresent()
                ? !collation.get().isBinaryOrder() || collation.get().padsSpace()
                : column.type().family() != TypeName.Family.BINARY;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Makes vindexes of type {@code tenant_prefix}. */
    public static final class Factory implements VindexFactory {

        private static final String SEPARATOR = "separator";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public List<String> parameters() {
            return List.of(SEPARATOR);
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            String separator = parameters.getOrDefault(SEPARATOR, "/");
            if (separator.length() != 1) {
                throw new VindexException("parameter separator must be one character, not '%s'".formatted(separator));
            }
            return new TenantPrefixVindex(name, separator.charAt(0));
        }
    }
}

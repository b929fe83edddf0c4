package io.shardgate.vschema.vindex;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.value.SqlValue;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Integers by a list: each one listed has the keyspace id of the number beside it. The others are their own, or are left
 * to another vindex.
 */
public final class NumericStaticMapVindex implements HashingVindex {

    private static final BigInteger MAX_UNSIGNED = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final String name;

    /** Both sides are unsigned bits. Only looked up in, so its order does not matter. */
    private final Map<Long, Long> places;

    private final @Nullable HashingVindex fallback;

    private NumericStaticMapVindex(String name, Map<Long, Long> places, @Nullable HashingVindex fallback) {
        this.name = name;
        this.places = places;
        this.fallback = fallback;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return "numeric_static_map";
    }

    @Override
    public int cost() {
        return 1;
    }

    @Override
    public Optional<KeyspaceId> hash(SqlValue value) {
        OptionalLong bits = value.unsignedBits();
        if (bits.isEmpty()) {
            return Optional.empty();
        }
        Long place = places.get(bits.getAsLong());
        if (place == null && fallback != null) {
            return fallback.hash(value);
        }
        return Optional.of(KeyspaceId.ofBits(place == null ? bits.getAsLong() : place));
    }

    @Override
    public boolean maySeparateEqualValues(ColumnSchema column) {
        return !EqualValues.areOneInteger(column);
    }

    /** Makes vindexes of type {@code numeric_static_map}. */
    public static final class Factory implements VindexFactory {

        private static final String JSON = "json";
        private static final String JSON_PATH = "json_path";
        private static final String FALLBACK_TYPE = "fallback_type";

        @Override
        public String type() {
            return "numeric_static_map";
        }

        @Override
        public List<String> parameters() {
            return List.of(JSON, JSON_PATH, FALLBACK_TYPE);
        }

        @Override
        public Vindex create(String name, Map<String, String> parameters, VindexRegistry registry) {
            String json = parameters.get(JSON);
            String path = parameters.get(JSON_PATH);
            Map<Long, Long> places;
            if (json != null && path == null) {
                places = read(json, "parameter json");
            } else if (json == null && path != null) {
                places = read(file(path, registry.files()), "file " + path);
            } else {
                throw new VindexException("give one of the parameters json and json_path");
            }
            return new NumericStaticMapVindex(
                    name, places, fallback(name, parameters.getOrDefault(FALLBACK_TYPE, ""), registry));
        }

        private static String file(String path, ParameterFiles files) {
            try {
                return files.read(path);
            } catch (IOException e) {
                throw new VindexException("parameter json_path: %s: %s".formatted(path, e.getMessage()), e);
            }
        }

        private static @Nullable HashingVindex fallback(String name, String type, VindexRegistry registry) {
            if (type.isEmpty()) {
                return null;
            }
            if (registry.create(name + "_fallback", type, Map.of()) instanceof HashingVindex fallback) {
                return fallback;
            }
            throw new VindexException(
                    "parameter fallback_type: a vindex of type %s does not compute one keyspace id from one value"
                            .formatted(type));
        }

        private static Map<Long, Long> read(String json, String source) {
            JsonNode root;
            try {
                root = JsonMapper.builder().build().readTree(json);
            } catch (JsonProcessingException e) {
                throw new VindexException("%s is not JSON: %s".formatted(source, e.getOriginalMessage()), e);
            }
            if (!root.isObject()) {
                throw new VindexException("%s must be an object such as {\"1\": 2}".formatted(source));
            }
            var places = new HashMap<Long, Long>();
            root.forEachEntry((from, to) -> {
                String place = to.isIntegralNumber() ? to.bigIntegerValue().toString() : to.toString();
                places.put(unsigned(from, source), unsigned(place, source));
            });
            return Map.copyOf(places);
        }

        private static long unsigned(String digits, String source) {
            if (digits.matches("[0-9]{1,20}") && new BigInteger(digits).compareTo(MAX_UNSIGNED) <= 0) {
                return Long.parseUnsignedLong(digits);
            }
            throw new VindexException(
                    "%s: %s is not a whole number from 0 to 18446744073709551615".formatted(source, digits));
        }
    }
}

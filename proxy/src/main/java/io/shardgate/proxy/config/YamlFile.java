package io.shardgate.proxy.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.NamingBase;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a YAML file into a record, strictly. Keys are the record's components in snake_case.
 *
 * <p>Jackson says where it stopped reading, which is often below the mistake; so the file is read twice, first to note
 * the line of each key.
 */
public final class YamlFile {

    private static final NamingBase SNAKE_CASE = new SnakeCaseStrategy();

    /** Records that a file writes as one value. */
    private static final Set<Class<?>> LEAVES = Set.of(Secret.class, ByteSize.class);

    private static final ObjectMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .propertyNamingStrategy(SNAKE_CASE)
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new Units.DurationReader())
                    .addDeserializer(ByteSize.class, new Units.ByteSizeReader())
                    .addDeserializer(Path.class, new Units.PathReader()))
            .build();

    private final Path file;
    private final Map<String, Integer> lines = new HashMap<>();

    private YamlFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the whole file. Relative paths in it start at its own folder.
     *
     * @throws ConfigException if it is missing, is not YAML, or does not describe a {@code type}
     */
    public static <T> T read(Path file, Class<T> type) {
        return new YamlFile(file).readOver(MAPPER.createObjectNode(), type);
    }

    /**
     * Reads the whole file; what it leaves out is taken from this resource, which is beside the type.
     *
     * @throws ConfigException if it is missing, is not YAML, or does not describe a {@code type}
     */
    public static <T> T read(Path file, Class<T> type, String defaults) {
        try (InputStream in = type.getResourceAsStream(defaults)) {
            if (in == null) {
                throw new IllegalStateException("resource " + defaults + " is missing");
            }
            return new YamlFile(file).readOver((ObjectNode) MAPPER.readTree(in), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T readOver(ObjectNode defaults, Class<T> type) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            noteLines(text);
            JsonNode given = MAPPER.readTree(text);
            if (!(given instanceof ObjectNode) && !given.isMissingNode()) {
                throw new ConfigException(file, 1, "is not a group of keys", null);
            }
            if (given instanceof ObjectNode keys) {
                checkKeys(keys, type, "");
                merge(defaults, keys);
            }
            Path folder = file.toAbsolutePath().getParent();
            return MAPPER.readerFor(type)
                    .withAttribute(Units.PathReader.FOLDER, folder)
                    .readValue(defaults);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file, 0, "there is no such file", e);
        } catch (JsonMappingException e) {
            throw explain(e);
        } catch (JsonProcessingException e) {
            throw new ConfigException(file, line(e.getLocation()), firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ConfigException(file, 0, "cannot be read: " + e, e);
        }
    }

    /** Jackson would first complain of what is missing, which a misspelt key always causes. */
    private void checkKeys(JsonNode node, Type type, String path) {
        if (type instanceof Class<?> group && group.isRecord() && !LEAVES.contains(group)) {
            Map<String, Type> known = new TreeMap<>();
            for (RecordComponent component : group.getRecordComponents()) {
                known.put(SNAKE_CASE.translate(component.getName()), component.getGenericType());
            }
            node.properties().forEach(entry -> {
                String key = path + entry.getKey();
                Type wanted = known.get(entry.getKey());
                if (wanted == null) {
                    String problem = key + ": unknown key; known here are " + String.join(", ", known.keySet());
                    throw new ConfigException(file, line(key, null), problem, null);
                }
                checkKeys(entry.getValue(), wanted, key + ".");
            });
        } else if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            node.properties()
                    .forEach(entry ->
                            checkKeys(entry.getValue(), map.getActualTypeArguments()[1], path + entry.getKey() + "."));
        }
    }

    private static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(entry -> {
            JsonNode before = into.get(entry.getKey());
            if (before instanceof ObjectNode group && entry.getValue() instanceof ObjectNode keys) {
                merge(group, keys);
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private void noteLines(String text) throws IOException {
        try (JsonParser parser = MAPPER.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                int line = parser.currentTokenLocation().getLineNr();
                String key = parser.getParsingContext().pathAsPointer().toString();
                String dotted = key.isEmpty() ? "" : key.substring(1).replace('/', '.');
                if (token == JsonToken.FIELD_NAME) {
                    lines.put(dotted, line);
                } else if (token == JsonToken.VALUE_NULL && !dotted.isEmpty()) {
                    throw new ConfigException(file, line, dotted + ": has no value; leave the key out instead", null);
                }
            }
        }
    }

    private ConfigException explain(JsonMappingException e) {
        List<String> keys = new ArrayList<>();
        e.getPath().forEach(step -> keys.add(step.getFieldName() == null ? "" : step.getFieldName()));
        String problem = firstLine(e.getOriginalMessage());
        if (e.getCause() instanceof ConfigException.BadValue bad) {
            if (!bad.key().isEmpty()) {
                keys.add(bad.key());
            }
            problem = String.valueOf(bad.getMessage());
        } else if (e instanceof InvalidFormatException wrong
                && wrong.getTargetType().isEnum()) {
            problem = "'" + wrong.getValue() + "' is none of " + constants(wrong.getTargetType());
        } else if (e instanceof MismatchedInputException wrong && wrong.getTargetType() != null) {
            problem = "is not " + describe(wrong.getTargetType());
        }
        String key = String.join(".", keys);
        return new ConfigException(file, line(key, e.getLocation()), key.isEmpty() ? problem : key + ": " + problem, e);
    }

    private static String constants(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            names.add(MAPPER.convertValue(constant, String.class));
        }
        return String.join(", ", names);
    }

    private static String describe(Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class) {
            return "a whole number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return type == String.class || type == Secret.class ? "a text" : "a group of keys";
    }

    /** The line of the key itself, else of the closest key above it that is in the file. */
    private int line(String key, @Nullable JsonLocation location) {
        for (String known = key; !known.isEmpty(); ) {
            Integer line = lines.get(known);
            if (line != null) {
                return line;
            }
            int dot = known.lastIndexOf('.');
            known = dot < 0 ? "" : known.substring(0, dot);
        }
        return line(location);
    }

    private static int line(@Nullable JsonLocation location) {
        return location == null ? 0 : location.getLineNr();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "is malformed" : message.lines().findFirst().orElse("is malformed");
    }
}

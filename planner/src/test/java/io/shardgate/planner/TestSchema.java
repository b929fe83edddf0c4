package io.shardgate.planner;

import io.shardgate.planner.semantics.PlanningSchema;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.model.VSchema;
import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnDefault;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keyspaces that planner tests plan against, from the resources under {@code schema/}. */
final class TestSchema {

    private static final Pattern COLUMN = Pattern.compile(
            " +(\\w+) ((?:\\w+(?:\\([^)]*\\))?)(?: unsigned)?)(?: collate (\\w+))?( not null)?(?: default '([^']*)')?");

    private static final VSchema VSCHEMA = vschema();
    private static final Map<String, KeyspaceSchema> TRACKED = tracked();

    private TestSchema() {}

    /** With the keyspace selected; with none when the name is empty. */
    static PlanningSchema with(String keyspace) {
        return new PlanningSchema(VSCHEMA, TRACKED, keyspace.isEmpty() ? Optional.empty() : Optional.of(keyspace));
    }

    private static String resource(String name) {
        try (InputStream in = TestSchema.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VSchema vschema() {
        var reading = VSchemaJson.read(resource("/schema/vschema.json"));
        var vschema = VSchema.build(reading.value(), VindexRegistry.load(ParameterFiles.none()));
        if (!reading.isClean() || !vschema.problems().isEmpty()) {
            throw new IllegalStateException("the test VSchema is wrong: " + reading.problems() + vschema.problems());
        }
        return vschema;
    }

    private static Map<String, KeyspaceSchema> tracked() {
        Map<String, List<TableSchema>> tables = new LinkedHashMap<>();
        String keyspace = "";
        String table = "";
        List<ColumnSchema> columns = new ArrayList<>();
        for (String line : (resource("/schema/tables.txt") + "\ntable end.end").split("\n", -1)) {
            if (!line.startsWith("table ")) {
                if (!line.isBlank()) {
                    columns.add(column(line));
                }
                continue;
            }
            if (!table.isEmpty()) {
                tables.computeIfAbsent(keyspace, key -> new ArrayList<>())
                        .add(TableSchema.of(table, columns, List.of()));
            }
            String[] name = line.substring("table ".length()).split("\\.", -1);
            keyspace = name[0];
            table = name[1];
            columns = new ArrayList<>();
        }
        Map<String, KeyspaceSchema> tracked = new LinkedHashMap<>();
        tables.forEach((name, list) -> tracked.put(name, KeyspaceSchema.of(list)));
        return tracked;
    }

    private static ColumnSchema column(String line) {
        Matcher matcher = COLUMN.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException("no column: " + line);
        }
        Collation collation = matcher.group(3) == null
                ? null
                : new Collation(matcher.group(3).replaceFirst("_.*", ""), matcher.group(3));
        ColumnDefault defaultValue =
                matcher.group(5) == null ? ColumnDefault.none() : new ColumnDefault.Literal(matcher.group(5));
        return new ColumnSchema(
                matcher.group(1),
                ColumnType.parse(matcher.group(2), collation),
                matcher.group(4) == null,
                defaultValue,
                Set.of());
    }
}

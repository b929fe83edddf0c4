package io.shardgate.vschema.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.schema.Collation;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.KeyspaceSchema;
import io.shardgate.vschema.schema.TableSchema;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class VSchemaWarningsTest {

    private static final KeyspaceVSchema VSCHEMA = VSchema.build(
                    VSchemaJson.read("""
                            {"keyspaces": {"ks": {"sharded": true,
                              "vindexes": {"md5": {"type": "unicode_loose_md5"}, "hash": {"type": "hash"}},
                              "tables": {
                                "t": {"column_vindexes": [{"column": "id", "name": "hash"}, {"column": "Name", "name": "md5"}]},
                                "later": {"column_vindexes": [{"column": "id", "name": "hash"}]}}}}}""").value(), VindexRegistry.load(ParameterFiles.none()))
            .keyspace("ks");

    @Test
    void columnsThatFitGiveNoWarning() {
        assertThat(VSchemaWarnings.of(
                        VSCHEMA, table(column("id", "bigint"), column("name", "varchar(10)", "utf8mb4_bin"))))
                .isEmpty();
    }

    @Test
    void aColumnWhoseEqualValuesPartIsNamedWithItsCollation() {
        assertThat(VSchemaWarnings.of(
                        VSCHEMA, table(column("id", "bigint"), column("name", "varchar(10)", "utf8mb4_0900_ai_ci"))))
                .containsExactly(
                        "keyspace ks, table t: queries by column name go to all shards, because vindex md5 of type"
                                + " unicode_loose_md5 may place values apart that are equal in a column of type varchar with"
                                + " collation utf8mb4_0900_ai_ci");
    }

    @Test
    void aColumnThatDoesNotExistIsNamed() {
        assertThat(VSchemaWarnings.of(VSCHEMA, table(column("id", "bigint"))))
                .containsExactly("keyspace ks, table t: column Name of vindex md5 does not exist");
    }

    private static KeyspaceSchema table(ColumnSchema... columns) {
        return KeyspaceSchema.of(List.of(TableSchema.of("t", List.of(columns), List.of())));
    }

    private static ColumnSchema column(String name, String type) {
        return ColumnSchema.of(name, ColumnType.parse(type, null), false);
    }

    private static ColumnSchema column(String name, String type, String collation) {
        return ColumnSchema.of(name, ColumnType.parse(type, new Collation("utf8mb4", collation)), false);
    }
}

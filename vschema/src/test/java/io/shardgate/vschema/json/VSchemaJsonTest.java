package io.shardgate.vschema.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.vschema.model.ColumnVindexDefinition;
import io.shardgate.vschema.model.KeyspaceDefinition;
import io.shardgate.vschema.model.RoutingRules;
import io.shardgate.vschema.model.VSchemaDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VSchemaJsonTest {

    private static final String CUSTOMER = """
            {
              "sharded": true,
              "vindexes": {
                "hash": {
                  "type": "hash"
                }
              },
              "tables": {
                "customer": {
                  "column_vindexes": [
                    {
                      "column": "customer_id",
                      "name": "hash"
                    }
                  ],
                  "auto_increment": {
                    "column": "customer_id",
                    "sequence": "customer_seq"
                  }
                },
                "corder": {
                  "column_vindexes": [
                    {
                      "column": "customer_id",
                      "name": "hash"
                    }
                  ]
                }
              }
            }""";

    @Test
    void theGuidesVSchemaIsWrittenAsItWasRead() {
        Reading<KeyspaceDefinition> reading = VSchemaJson.readKeyspace(CUSTOMER);

        assertThat(reading.problems()).isEmpty();
        assertThat(VSchemaJson.write(reading.value())).isEqualTo(CUSTOMER);
        assertThat(reading.value().tables().keySet()).containsExactly("customer", "corder");
    }

    @Test
    void camelCaseIsReadAsWell() {
        String camelCase =
                CUSTOMER.replace("column_vindexes", "columnVindexes").replace("auto_increment", "autoIncrement");

        assertThat(VSchemaJson.readKeyspace(camelCase)).isEqualTo(VSchemaJson.readKeyspace(CUSTOMER));
    }

    @Test
    void oneFieldInBothSpellingsIsAProblem() {
        Reading<KeyspaceDefinition> reading =
                VSchemaJson.readKeyspace("{\"tables\": {\"t\": {\"column_vindexes\": [], \"columnVindexes\": []}}}");

        assertThat(reading.problems())
                .containsExactly(new JsonProblem(
                        "$.tables.t.column_vindexes", "is given twice, as column_vindexes and as columnVindexes"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"shard\": true} | $.shard: is not a known field; known here are sharded, require_explicit_routing, foreign_key_mode, vindexes, tables, multi_tenant_spec",
                "{\"sharded\": \"yes\"} | $.sharded: must be true or false, not the string \"yes\"",
                "{\"tables\": {\"t\": {\"column_vindexes\": [{\"column\": \"c\", \"nmae\": \"v\"}]}}} | $.tables.t.column_vindexes[0].nmae: is not a known field; known here are column, columns, name",
                "{\"vindexes\": {\"v\": {\"type\": \"t\", \"params\": {\"p\": 1}}}} | $.vindexes.v.params.p: must be a string, not the number 1; put it in quotes",
                "{\"tables\": []} | $.tables: must be an object, not a list",
                "{\"tables\": {\"t\": 1}} | $.tables.t: must be an object, not the number 1",
                "{\"foreign_key_mode\": \"on\"} | $.foreign_key_mode: must be unspecified, unmanaged, managed or disallow, not on",
                "{\"tables\": {\"t\": {\"columns\": [{\"name\": \"c\", \"type\": \"bigint\"}]}}} | $.tables.t.columns[0].type: must be a type such as INT64 or VARCHAR, not bigint",
                "[] | $: must be an object, not a list",
                "`` | line 1, column 1: the text is empty"
            })
    void whatIsNotUnderstoodIsReportedWithItsPlace(String json, String problem) {
        assertThat(VSchemaJson.readKeyspace(json).problems())
                .extracting(JsonProblem::toString)
                .containsExactly(problem);
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        Reading<KeyspaceDefinition> reading =
                VSchemaJson.readKeyspace("{\"sharded\": 1, \"tables\": {\"t\": {\"x\": 1, \"y\": 2}}}");

        assertThat(reading.problems())
                .extracting(JsonProblem::path)
                .containsExactly("$.sharded", "$.tables.t.x", "$.tables.t.y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sharded\": true,\\n  \"tables\": } | line 2, column 13",
                "{\"sharded\": true | line 1, column 17",
                "{\"sharded\": true, \"sharded\": false} | line 1, column 28",
                "{} {} | line 1, column 4"
            })
    void aTextThatIsNotJsonIsReportedWithLineAndColumn(String json, String place) {
        Reading<KeyspaceDefinition> reading = VSchemaJson.readKeyspace(json.replace("\\n", "\n"));

        assertThat(reading.problems()).hasSize(1);
        assertThat(reading.problems().get(0).path()).isEqualTo(place);
        assertThat(reading.problems().get(0).message()).startsWith("this is not JSON: ");
    }

    @Test
    void nullIsAnAbsentField() {
        assertThat(VSchemaJson.readKeyspace("{\"sharded\": null, \"tables\": null}"))
                .isEqualTo(new Reading<>(KeyspaceDefinition.EMPTY, List.of()));
    }

    @Test
    void routingRulesAreReadAndKept() {
        Reading<VSchemaDefinition> reading = VSchemaJson.read("""
                {"keyspaces": {"a": {}},
                 "routing_rules": {"rules": [{"from_table": "t", "to_tables": ["a.t"]}]},
                 "shardRoutingRules": {"rules": [{"fromKeyspace": "a", "toKeyspace": "b", "shard": "-80"}]},
                 "keyspace_routing_rules": {"rules": [{"from_keyspace": "a@replica", "to_keyspace": "b"}]},
                 "mirror_rules": {"rules": [{"from_table": "a.t", "to_table": "b.t", "percent": 12.5}]}}
                """);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.value().routingRules())
                .isEqualTo(new RoutingRules(
                        List.of(new RoutingRules.TableRule("t", List.of("a.t"))),
                        List.of(new RoutingRules.ShardRule("a", "b", "-80")),
                        List.of(new RoutingRules.KeyspaceRule("a@replica", "b")),
                        List.of(new RoutingRules.MirrorRule("a.t", "b.t", 12.5))));
        assertThat(VSchemaJson.read(VSchemaJson.write(reading.value()))).isEqualTo(reading);
    }

    @Test
    void columnsOfOneVindexKeepTheirOrder() {
        KeyspaceDefinition keyspace = VSchemaJson.readKeyspace(
                        "{\"tables\": {\"t\": {\"column_vindexes\": [{\"columns\": [\"b\", \"a\"], \"name\": \"v\"}]}}}")
                .value();

        assertThat(keyspace.tables().get("t").columnVindexes())
                .containsExactly(new ColumnVindexDefinition("", List.of("b", "a"), "v"));
    }
}

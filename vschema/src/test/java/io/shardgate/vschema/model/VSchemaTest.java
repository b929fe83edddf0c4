package io.shardgate.vschema.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.json.Reading;
import io.shardgate.vschema.json.VSchemaJson;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.vindex.HashVindex;
import io.shardgate.vschema.vindex.ParameterFiles;
import io.shardgate.vschema.vindex.VindexRegistry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VSchemaTest {

    private static final String GUIDE = """
            {"keyspaces": {
              "commerce": {"tables": {"product": {}, "customer_seq": {"type": "sequence"}}},
              "customer": {
                "sharded": true,
                "vindexes": {"hash": {"type": "hash"}},
                "tables": {"customer": {
                  "column_vindexes": [{"column": "customer_id", "name": "hash"}],
                  "auto_increment": {"column": "customer_id", "sequence": "customer_seq"}}}}}}
            """;

    @Test
    void aShardedTableKnowsItsVindexAndItsSequenceInAnotherKeyspace() {
        VSchema vschema = build(GUIDE);

        assertThat(vschema.problems()).isEmpty();
        assertThat(vschema.table("customer", "customer"))
                .isEqualTo(new TableVSchema(
                        "customer",
                        "customer",
                        TableVSchema.Type.NORMAL,
                        List.of(new ColumnVindex(List.of("customer_id"), new HashVindex("hash"), false)),
                        Optional.of(new AutoIncrement("customer_id", "commerce", "customer_seq")),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void anUnshardedKeyspaceHasEveryTable() {
        VSchema vschema = build(GUIDE);

        assertThat(vschema.table("commerce", "anything")).isEqualTo(TableVSchema.unsharded("commerce", "anything"));
        assertThat(vschema.table("never_mentioned", "anything"))
                .isEqualTo(TableVSchema.unsharded("never_mentioned", "anything"));
        assertThat(vschema.keyspace("never_mentioned").sharded()).isFalse();
    }

    @Test
    void aShardedKeyspaceHasOnlyTheTablesThatItLists() {
        assertThatThrownBy(() -> build(GUIDE).table("customer", "nope"))
                .isInstanceOf(SqlErrorException.class)
                .hasMessage("Table 'customer.nope' doesn't exist");
    }

    @Test
    void aNameWithoutKeyspaceIsTheOnlyTableOfThatName() {
        VSchema vschema = build(GUIDE);

        assertThat(vschema.table("customer").keyspace()).isEqualTo("customer");
        assertThat(vschema.table("product").keyspace()).isEqualTo("commerce");
        assertThatThrownBy(() -> vschema.table("nope"))
                .isInstanceOfSatisfying(
                        SqlErrorException.class, e -> assertThat(e.error()).isEqualTo(SqlError.NO_DATABASE_SELECTED));
    }

    @Test
    void aNameThatTwoKeyspacesListIsAmbiguous() {
        VSchema vschema = build("""
                {"keyspaces": {"b": {"tables": {"t": {}}}, "a": {"tables": {"t": {}}},
                 "c": {"require_explicit_routing": true, "tables": {"t": {}, "only": {}}}}}""");

        assertThatThrownBy(() -> vschema.table("t"))
                .hasMessage("Table 't' is ambiguous: it is in the keyspaces a, b; qualify it");
        assertThatThrownBy(() -> vschema.table("only")).hasMessage("No database selected");
    }

    @Test
    void withOneUnshardedKeyspaceEveryNameIsInIt() {
        assertThat(build("{\"keyspaces\": {\"main\": {}}}").table("t")).isEqualTo(TableVSchema.unsharded("main", "t"));
    }

    @Test
    void anUnshardedKeyspaceRoutesByNoVindexAlthoughItKeepsThem() {
        VSchema vschema = build(GUIDE.replace("\"sharded\": true", "\"sharded\": false"));

        assertThat(vschema.problems()).isEmpty();
        assertThat(vschema.table("customer", "customer").columnVindexes()).isEmpty();
        assertThat(vschema.table("customer", "customer").autoIncrement()).isPresent();
    }

    @Test
    void aBrokenTableFailsItsOwnQueriesOnly() {
        VSchema vschema = build("""
                {"keyspaces": {
                  "bad": {"sharded": true, "vindexes": {"hash": {"type": "hash"}}, "tables": {
                    "broken": {"column_vindexes": [{"column": "id", "name": "hsah"}]},
                    "fine": {"column_vindexes": [{"column": "id", "name": "hash"}]}}},
                  "good": {"tables": {"t": {}}}}}""");

        assertThatThrownBy(() -> vschema.table("bad", "broken"))
                .isInstanceOfSatisfying(
                        SqlErrorException.class, e -> assertThat(e.error()).isEqualTo(SqlError.BROKEN_VSCHEMA))
                .hasMessage(
                        "The VSchema has a mistake: keyspace bad, table broken: column id: there is no vindex 'hsah'"
                                + " in the keyspace; it has hash");
        assertThat(vschema.table("bad", "fine").columnVindexes()).hasSize(1);
        assertThat(vschema.table("good", "t").keyspace()).isEqualTo("good");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | it has no column_vindexes; the first one is to say where its rows live",
                "{'type': 'sequence'} | a sequence has to be in an unsharded keyspace, or pinned",
                "{'type': 'seq'} | type 'seq' is not one of sequence and reference; leave it out for a normal table",
                "{'pinned': '8'} | pinned: keyspace id '8' has an odd number of hexadecimal digits; write two for each byte",
                "{'column_vindexes': [{'name': 'hash'}]} | vindex hash names no column",
                "{'column_vindexes': [{'column': 'a', 'columns': ['b'], 'name': 'hash'}]} | vindex hash has both column (a) and columns (b); write one of them",
                "{'column_vindexes': [{'columns': ['a', 'b'], 'name': 'hash'}]} | vindex hash of type hash cannot take the 2 columns a, b",
                "{'column_vindexes': [{'column': 'a', 'name': 'odd'}]} | column a: vindex odd cannot be used",
                "{'pinned': '80', 'columns': [{'name': 'a'}, {'name': 'A'}]} | column A is listed twice",
                "{'column_vindexes': [{'column': 'x', 'name': 'hash'}], 'column_list_authoritative': true, 'columns': [{'name': 'a'}]} | column x of vindex hash is not in its list of columns, which is said to be complete",
                "{'pinned': '80', 'auto_increment': {'column': 'id', 'sequence': 'nope'}} | auto_increment of column id: cannot find sequence nope: there is no table of type sequence with that name",
                "{'pinned': '80', 'auto_increment': {'column': 'id', 'sequence': 'twice'}} | auto_increment of column id: cannot find sequence twice: it is in the keyspaces one, two; write keyspace.sequence",
                "{'pinned': '80', 'auto_increment': {'column': 'id', 'sequence': 'one.t'}} | auto_increment of column id: cannot find sequence one.t: there is no table of type sequence with that name",
                "{'pinned': '80', 'auto_increment': {'column': 'id'}} | auto_increment needs both column and sequence",
                "{'type': 'reference', 'source': 't'} | source 't' must be written as keyspace.table",
                "{'type': 'reference', 'source': 'ks.t'} | source 'ks.t' is in the same keyspace",
                "{'type': 'reference', 'source': 'none.t'} | source 'none.t' is in a keyspace that does not exist",
                "{'type': 'reference', 'source': 'one.twice'} | source 'one.twice' is a sequence",
                "{'pinned': '80', 'source': 'one.t'} | source 'one.t' is only for tables of type reference"
            })
    void aMistakeNamesKeyspaceAndTable(String table, String problem) {
        VSchema vschema = build("""
                {"keyspaces": {
                  "one": {"tables": {"t": {}, "twice": {"type": "sequence"}}},
                  "two": {"tables": {"twice": {"type": "sequence"}}},
                  "ks": {"sharded": true, "vindexes": {"hash": {"type": "hash"}, "odd": {"type": "numeric_static_map"}},
                         "tables": {"broken": %s}}}}""".formatted(table.replace('\'', '"')));

        assertThat(vschema.problems().stream().filter(p -> p.table().equals("broken")))
                .extracting(VSchemaProblem::message)
                .containsExactly("keyspace ks, table broken: " + problem);
        assertThat(vschema.keyspace("ks").tables()).doesNotContainKey("broken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type': 'nope'} | there is no vindex type 'nope'; the types here are binary, binary_md5, hash, null, numeric, numeric_static_map, reverse_bits, unicode_loose_md5, unicode_loose_xxhash, xxhash",
                "{'type': 'hash', 'params': {'colour': 'blue'}} | type hash has no parameter 'colour'",
                "{'type': 'hash', 'owner': 't'} | it has the owner t, but type hash keeps no table; only lookup vindexes have owners",
                "{'type': 'numeric_static_map'} | give one of the parameters json and json_path",
                "{'type': 'numeric_static_map', 'params': {'json': '[]'}} | parameter json must be an object such as {\"1\": 2}",
                "{'type': 'numeric_static_map', 'params': {'json_path': '/x'}} | parameter json_path: /x: files cannot be read here; give the content in the VSchema itself",
                "{'type': 'numeric_static_map', 'params': {'json': '{}', 'fallback_type': 'null'}} | parameter fallback_type: a vindex of type null does not compute one keyspace id from one value"
            })
    void aMistakeOfAVindexNamesIt(String vindex, String problem) {
        VSchema vschema =
                build("{\"keyspaces\": {\"ks\": {\"vindexes\": {\"v\": %s}}}}".formatted(vindex.replace('\'', '"')));

        assertThat(vschema.problems())
                .containsExactly(new VSchemaProblem("ks", "", "keyspace ks, vindex v: " + problem));
    }

    @Test
    void pinnedSequencesAndReferencesNeedNoVindex() {
        VSchema vschema = build("""
                {"keyspaces": {
                  "main": {"tables": {"country": {}}},
                  "ks": {"sharded": true, "tables": {
                    "seq": {"type": "sequence", "pinned": "00"},
                    "country": {"type": "reference", "source": "main.country"}}}}}""");

        assertThat(vschema.problems()).isEmpty();
        assertThat(vschema.table("ks", "seq").pinned()).contains(KeyspaceId.parseHex("00"));
        assertThat(vschema.table("ks", "country").source()).contains(new TableVSchema.Source("main", "country"));
    }

    private static VSchema build(String json) {
        Reading<VSchemaDefinition> reading = VSchemaJson.read(json);
        assertThat(reading.problems()).isEmpty();
        return VSchema.build(reading.value(), VindexRegistry.load(ParameterFiles.none()));
    }
}

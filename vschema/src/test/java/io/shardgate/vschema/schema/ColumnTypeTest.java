package io.shardgate.vschema.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnTypeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bigint(20) unsigned    | BIGINT   | true  | 20  | 0",
                "bigint                 | BIGINT   | false | 0   | 0",
                "int(5) unsigned zerofill | INT    | true  | 5   | 0",
                "int(5) zerofill        | INT      | true  | 5   | 0",
                "decimal(10,2)          | DECIMAL  | false | 10  | 2",
                "decimal(10, 2) unsigned | DECIMAL | true  | 10  | 2",
                "double                 | DOUBLE   | false | 0   | 0",
                "varchar(255)           | VARCHAR  | false | 255 | 0",
                "varbinary(16)          | VARBINARY | false | 16 | 0",
                "datetime(6)            | DATETIME | false | 6   | 0",
                "bit(64)                | BIT      | false | 64  | 0",
                "longtext               | LONGTEXT | false | 0   | 0",
                "json                   | JSON     | false | 0   | 0",
                "geomcollection         | GEOMETRYCOLLECTION | false | 0 | 0",
                "something_new(3)       | UNKNOWN  | false | 3   | 0"
            })
    void aTypeReadsAsInformationSchemaPrintsIt(String text, TypeName name, boolean unsigned, int length, int scale) {
        assertThat(ColumnType.parse(text, null))
                .isEqualTo(new ColumnType(name, unsigned, length, scale, List.of(), null));
    }

    @Test
    void membersOfAnEnumMayHoldAnything() {
        var collation = new Collation("utf8mb4", "utf8mb4_bin");

        assertThat(ColumnType.parse("enum('a','it''s','x,y','p)q','')", collation))
                .isEqualTo(
                        new ColumnType(TypeName.ENUM, false, 0, 0, List.of("a", "it's", "x,y", "p)q", ""), collation));
        assertThat(ColumnType.parse("set('one')", collation).members()).containsExactly("one");
    }

    @Test
    void oldNamesOfUtf8AreOneCharset() {
        assertThat(new Collation("utf8", "utf8_general_ci")).isEqualTo(new Collation("utf8mb3", "utf8mb3_general_ci"));
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4_general_ci, true, false",
        "utf8mb4_bin, true, true",
        "utf8mb4_nopad_bin, false, true",
        "utf8mb4_0900_ai_ci, false, false",
        "utf8mb4_0900_bin, false, true",
        "utf8mb4_uca1400_ai_ci, true, false",
        "utf8mb4_uca1400_nopad_ai_ci, false, false",
        "binary, false, true"
    })
    void aCollationsNameTellsItsPaddingAndOrder(String name, boolean pads, boolean binaryOrder) {
        var collation = new Collation("utf8mb4", name);

        assertThat(collation.padsSpace()).isEqualTo(pads);
        assertThat(collation.isBinaryOrder()).isEqualTo(binaryOrder);
    }

    @Test
    void columnNamesCompareWithoutCaseAndTableNamesAsGiven() {
        var id = ColumnSchema.of("Id", ColumnType.of(TypeName.BIGINT), false);
        var table = TableSchema.of("T", List.of(id), List.of());
        var keyspace = KeyspaceSchema.of(List.of(table));

        assertThat(table.findColumn("iD")).contains(id);
        assertThat(keyspace.findTable("T")).contains(table);
        assertThat(keyspace.findTable("t")).isEmpty();
        assertThatThrownBy(() -> TableSchema.of("t", List.of(id, ColumnSchema.of("ID", id.type(), true)), List.of()))
                .hasMessage("table t has two columns ID");
    }
}

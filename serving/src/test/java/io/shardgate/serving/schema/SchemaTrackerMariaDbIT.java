package io.shardgate.serving.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import io.shardgate.vschema.schema.ColumnDefault;
import io.shardgate.vschema.schema.TableSchema;
import io.shardgate.vschema.schema.TypeName;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchemaTrackerMariaDbIT extends SchemaTrackerContract {

    SchemaTrackerMariaDbIT() {
        super(FlavorChoice.Wish.MARIADB);
    }

    @Test
    void invisibleColumnsAndMariaDbsOwnTypesAreKnown() throws SQLException {
        shards().onBoth(
                        "CREATE TABLE t (a int, hidden int INVISIBLE DEFAULT 1, u uuid, b varchar(36) DEFAULT (uuid()))");

        TableSchema table = track(Duration.ofHours(1), "t");

        assertThat(column(table, "hidden").isInvisible()).isTrue();
        assertThat(column(table, "u").type().name()).isEqualTo(TypeName.UUID);
        assertThat(column(table, "b").defaultValue()).isEqualTo(new ColumnDefault.Expression("uuid()"));
    }
}

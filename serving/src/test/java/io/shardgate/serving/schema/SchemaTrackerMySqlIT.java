package io.shardgate.serving.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import io.shardgate.vschema.schema.ColumnDefault;
import io.shardgate.vschema.schema.IndexSchema;
import io.shardgate.vschema.schema.TableSchema;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchemaTrackerMySqlIT extends SchemaTrackerContract {

    SchemaTrackerMySqlIT() {
        super(FlavorChoice.Wish.MYSQL);
    }

    @Test
    void keysOnExpressionsAndDefaultsThatAreExpressionsAreKnownAsSuch() throws SQLException {
        shards().onBoth("CREATE TABLE t (a int, b varchar(36) DEFAULT (uuid()), KEY doubled ((a * 2)))");

        TableSchema table = track(Duration.ofHours(1), "t");

        IndexSchema.Part part = table.indexes().get(0).parts().get(0);
        assertThat(part.functional()).isTrue();
        assertThat(part.column()).contains("* 2");
        assertThat(column(table, "b").defaultValue()).isEqualTo(new ColumnDefault.Expression("uuid()"));
    }
}

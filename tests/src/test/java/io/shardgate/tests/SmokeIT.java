package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardgate.local.FlavorChoice;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class SmokeIT {

    @Test
    void anUnshardedKeyspaceIsRelayed() throws Exception {
        Cluster cluster = Cluster.of(FlavorChoice.Wish.MYSQL);

        try (Connection connection = cluster.connect("commerce");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE smoke (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20))");
            statement.execute("INSERT INTO smoke (name) VALUES ('a'), ('b')");
            try (ResultSet rows = statement.executeQuery("SELECT name FROM smoke ORDER BY id")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("a");
            }
        }
    }
}

package io.shardgate.admin.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the admin process knows of the cluster at one moment: what the page shows, and {@code /api/topology} gives as JSON.
 * Fields that are null are left out there. Times are in ISO 8601, durations in seconds.
 *
 * @param version of the topology; it rises with each change
 * @param stale why the topology may be out of date; null if it is not
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record TopologyReport(
        long version,
        String at,
        @Nullable String stale,
        List<KeyspaceReport> keyspaces,
        List<ProxyReport> proxies,
        List<StreamReport> streams,
        List<CommandReport> commands) {

    /**
     * One keyspace.
     *
     * @param problems of its tables
     * @param gate null while it is open
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyspaceReport(
            String name,
            boolean sharded,
            List<String> problems,
            @Nullable GateReport gate,
            List<ServedReport> served,
            List<ShardReport> shards) {}

    /** Statements for a key range wait in the proxies, for a reason. */
    record GateReport(KeysReport keys, String reason) {}

    /**
     * A key range.
     *
     * @param start in hexadecimal, the first inside; empty for the beginning of the keyspace
     * @param end in hexadecimal, the first after it; empty for the end of the keyspace
     * @param from where it starts, as a part of the keyspace, from 0 to 1
     * @param to where it ends, likewise
     */
    record KeysReport(String start, String end, double from, double to) {}

    /** Which shards serve a tablet type in a cell. */
    record ServedReport(String cell, String type, List<String> shards) {}

    /**
     * One shard.
     *
     * @param servesWrites whether its master takes the application's queries
     * @param sources shards from which it is filled
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ShardReport(
            String name, KeysReport keys, boolean servesWrites, List<String> sources, List<TabletReport> tablets) {

        boolean isBeingFilled() {
            return !sources.isEmpty();
        }
    }

    /** One tablet. */
    record TabletReport(String alias, String type, String host, int port, HealthReport health) {}

    /**
     * What the last look at a tablet showed.
     *
     * @param ok whether it answers and, as a master, takes writes, or, as another tablet, refuses them
     * @param reachable null if it was not looked at yet; the others are null too then
     * @param readOnly null for a server that does not answer
     * @param says for people
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HealthReport(
            boolean ok,
            @Nullable Boolean reachable,
            @Nullable Boolean readOnly,
            String says,
            @Nullable String checkedAt) {}

    /**
     * One live proxy.
     *
     * @param acknowledged the version of the topology by which it works
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record ProxyReport(String id, String cell, String address, long acknowledged, boolean upToDate) {}

    /**
     * One stream of filtered replication.
     *
     * @param state RUNNING, STOPPED or ERROR
     * @param rows that it has changed since it was started, or started again
     * @param problem empty if there is none
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record StreamReport(String source, String target, String state, double lagSeconds, long rows, String problem) {}

    /**
     * One command that runs.
     *
     * @param lastLine what it has said last; empty for nothing
     * @param fraction that is done, from 0 to 1; null for a command that does not tell
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CommandReport(
            long id,
            String name,
            String arguments,
            String startedAt,
            double seconds,
            String lastLine,
            @Nullable Double fraction) {}
}

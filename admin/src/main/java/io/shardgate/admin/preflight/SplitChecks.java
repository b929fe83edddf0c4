package io.shardgate.admin.preflight;

import io.shardgate.resharding.row.TableLayout;
import io.shardgate.resharding.workflow.StreamPlans;
import io.shardgate.serving.jdbc.Texts;
import io.shardgate.serving.topology.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** All that is looked at, at each point of a split. Blocks; changes nothing. */
public final class SplitChecks {

    private SplitChecks() {}

    /** Before rows are copied. */
    public static Findings beforeCopy(SplitSides sides) {
        Findings findings = new Findings();
        List<String> problems = new ArrayList<>();
        List<TableLayout> tables = StreamPlans.layouts(sides.snapshot(), sides.keyspace(), sides.schema(), problems);
        problems.forEach(findings::block);
        checkSources(sides, findings);
        for (Shard target : sides.destinations()) {
            sides.ask(target, findings, (connection, tablet) -> {
                AccountChecks.checkDestination(connection, tablet, sides.pools().access(), findings);
                if (target.sources().isEmpty()) {
                    TableChecks.checkEmpty(connection, tablet, target, sides.sources(), tables, findings);
                }
            });
        }
        checkProducts(sides, findings);
        TableChecks.checkAlike(sides, findings);
        DiskChecks.check(sides, findings);
        if (problems.isEmpty()) {
            for (Shard source : sides.sources()) {
                sides.ask(
                        source,
                        findings,
                        (connection, tablet) -> StatementChecks.check(sides, connection, tablet, findings));
            }
        }
        return findings;
    }

    /**
     * Before the master moves.
     *
     * @param wayBack whether changes are to be replicated back, for which the destinations are sources
     */
    public static Findings beforeCutover(SplitSides sides, boolean wayBack) {
        Findings findings = new Findings();
        checkSources(sides, findings);
        TableChecks.checkAlike(sides, findings);
        List<String> problems = new ArrayList<>();
        List<TableLayout> tables = StreamPlans.layouts(sides.snapshot(), sides.keyspace(), sides.schema(), problems);
        problems.forEach(findings::block);
        for (Shard target : sides.destinations()) {
            sides.ask(
                    target,
                    findings,
                    (connection, tablet) ->
                            TableChecks.checkCopied(connection, target, sides.sources(), tables, findings));
        }
        if (wayBack) {
            for (Shard target : sides.destinations()) {
                sides.ask(target, findings, (connection, tablet) -> {
                    BinaryLogChecks.check(connection, tablet, findings);
                    TableChecks.checkSource(connection, tablet, findings);
                    AccountChecks.checkSource(connection, tablet, sides.pools().access(), findings);
                });
            }
        }
        return findings;
    }

    private static void checkSources(SplitSides sides, Findings findings) {
        for (Shard source : sides.sources()) {
            sides.ask(source, findings, (connection, tablet) -> {
                BinaryLogChecks.check(connection, tablet, findings);
                TableChecks.checkSource(connection, tablet, findings);
                AccountChecks.checkSource(connection, tablet, sides.pools().access(), findings);
                TransactionChecks.check(connection, tablet, findings);
            });
        }
        SequenceChecks.check(sides, findings);
    }

    /** A binary log of one product is not understood by the other. */
    private static void checkProducts(SplitSides sides, Findings findings) {
        Map<String, String> products = new TreeMap<>();
        List<Shard> all = new ArrayList<>(sides.sources());
        all.addAll(sides.destinations());
        for (Shard shard : all) {
            sides.ask(
                    shard,
                    findings,
                    (connection, tablet) -> products.put(
                            Texts.value(connection, "SELECT VERSION()")
                                            .toLowerCase(Locale.ROOT)
                                            .contains("mariadb")
                                    ? "MariaDB"
                                    : "MySQL",
                            shard.path()));
        }
        if (products.size() > 1) {
            findings.block("the master of " + products.get("MySQL") + " is MySQL and that of " + products.get("MariaDB")
                    + " is MariaDB; both sides must be of one product");
        }
    }
}

package io.shardgate.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.QueryText;
import io.shardgate.planner.primitive.Dml;
import io.shardgate.planner.primitive.Insert;
import io.shardgate.planner.primitive.InsertEvaluator;
import io.shardgate.planner.primitive.InsertedRows;
import io.shardgate.planner.primitive.Limit;
import io.shardgate.planner.primitive.Route;
import io.shardgate.planner.routing.BoundValues;
import io.shardgate.planner.routing.Routing;
import io.shardgate.planner.routing.RoutingEvaluator;
import io.shardgate.planner.routing.StatementValues;
import io.shardgate.planner.semantics.PlanningOptions;
import io.shardgate.planner.semantics.ShardScope;
import io.shardgate.planner.splice.ShardRows;
import io.shardgate.planner.splice.SpliceSink;
import io.shardgate.planner.splice.SpliceWriter;
import io.shardgate.planner.splice.SplicedText;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import io.shardgate.vschema.key.Destination;
import io.shardgate.vschema.key.KeyRange;
import io.shardgate.vschema.key.KeyspaceId;
import io.shardgate.vschema.value.SqlValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a plan says when it runs: where it leads, what each shard gets, and for which values it holds. */
class PlanExecutionTest {

    private static final KeyspaceId ONE = KeyspaceId.parseHex("166b40b44aba4bd6");
    private static final KeyspaceId FOUR = KeyspaceId.parseHex("d2fd8867d50d2dfe");

    private static QueryText text(String sql) {
        return QueryText.of(sql.getBytes(StandardCharsets.UTF_8), LexerMode.standard());
    }

    private static Plan plan(QueryText text) {
        return Planner.plan(text, StatementValues.of(text), TestSchema.with("customer"), PlanningOptions.DEFAULT);
    }

    private static Plan plan(QueryText text, ShardScope scope) {
        return Planner.plan(
                text,
                StatementValues.of(text),
                TestSchema.with("customer"),
                new PlanningOptions(scope, false, true, false));
    }

    private static BoundValues with(QueryText text, Object... parameters) {
        return new StatementValues(
                text,
                index -> Optional.of(
                        parameters[index] instanceof Long number
                                ? SqlValue.of(number)
                                : SqlValue.of((String) parameters[index])));
    }

    private static Destination destination(QueryText text, BoundValues values) {
        return new RoutingEvaluator(values).destination(((Route) plan(text).root()).routing());
    }

    /** Writes with a question mark and the index for each parameter. */
    private static String written(QueryText text, BoundValues values, SplicedText query, ShardRows rows) {
        var written = new StringBuilder();
        new SpliceWriter(text, values).write(query, rows, new SpliceSink() {
            @Override
            public void copy(byte[] source, int from, int to) {
                written.append(new String(source, from, to - from, StandardCharsets.UTF_8));
            }

            @Override
            public void text(String ascii) {
                written.append(ascii);
            }

            @Override
            public void parameter(int index) {
                written.append('?').append(index);
            }
        });
        return written.toString();
    }

    /** The given rows, of which those with an id above 0 were generated. */
    private record Rows(List<Integer> indexes, List<Long> ids) implements ShardRows {
        @Override
        public int count() {
            return indexes.size();
        }

        @Override
        public int index(int nth) {
            return indexes.get(nth);
        }

        @Override
        public boolean isGenerated(int row) {
            return row < ids.size() && ids.get(row) > 0;
        }

        @Override
        public long generated(int row) {
            return ids.get(row);
        }
    }

    @Test
    void aLiteralLeadsToItsKeyspaceId() {
        QueryText text = text("select * from customer where customer_id = 4");

        assertThat(destination(text, StatementValues.of(text))).isEqualTo(new Destination.At(FOUR));
    }

    @Test
    void anotherTextWithTheSameKeyUsesThePlanWithItsOwnValue() {
        Plan plan = plan(text("select * from customer where customer_id = 4"));
        QueryText other = text("select * from customer where customer_id   = 1 /* x */");

        assertThat(plan.fits(StatementValues.of(other))).isTrue();
        assertThat(new RoutingEvaluator(StatementValues.of(other)).destination(((Route) plan.root()).routing()))
                .isEqualTo(new Destination.At(ONE));
    }

    @Test
    void aValueThatDoesNotCompareAsTheColumnNeedsAnotherPlan() {
        Plan plan = plan(text("select * from customer where customer_id = '4'"));
        QueryText other = text("select * from customer where customer_id = '4x'");

        assertThat(plan.fits(StatementValues.of(other))).isFalse();
        assertThat(((Route) plan(other).root()).routing()).isEqualTo(Routing.Scatter.SCATTER);
    }

    @Test
    void aParameterThatDoesNotCompareAsTheColumnNeedsAnotherPlan() {
        QueryText text = text("select * from customer where customer_id = ?");
        Plan plan = plan(text);

        assertThat(plan.fits(with(text, 4L))).isTrue();
        assertThat(plan.fits(with(text, "4x"))).isFalse();
        assertThat(destination(text, with(text, 4L))).isEqualTo(new Destination.At(FOUR));
    }

    @Test
    void orderByAnotherNumberNeedsAnotherPlan() {
        Plan plan = plan(text("select name, balance from customer order by 2"));

        assertThat(plan.fits(StatementValues.of(text("select name, balance from customer order by 2"))))
                .isTrue();
        assertThat(plan.fits(StatementValues.of(text("select name, balance from customer order by 1"))))
                .isFalse();
    }

    @Test
    void aListLeadsToTheIdsOfItsElementsAndIsDividedAmongThem() {
        QueryText text = text("select * from customer where customer_id in (1, 4, null) limit 3");
        Route route = (Route) ((Limit) plan(text).root()).input();
        var values = StatementValues.of(text);
        var evaluator = new RoutingEvaluator(values);

        assertThat(evaluator.destination(route.routing())).isEqualTo(new Destination.AnyOf(List.of(ONE, FOUR)));
        assertThat(evaluator.elements((Routing.In) route.routing()))
                .containsExactly(new Destination.At(ONE), new Destination.At(FOUR), Destination.none());
    }

    @Test
    void eachShardSeesItsElementsOnly() {
        QueryText text = text("select * from customer where customer_id in (1, 4,-7) and name = 'x'");
        Route route = (Route) plan(text).root();

        assertThat(route.query().isSplit()).isTrue();
        assertThat(written(text, StatementValues.of(text), route.query(), new Rows(List.of(0, 2), List.of())))
                .isEqualTo("select * from customer where customer_id in (1, -7) and name = 'x'");
    }

    @Test
    void anOffsetIsAddedToTheLimit() {
        QueryText text = text("select name from customer limit ? offset 5");
        Route route = (Route) ((Limit) plan(text).root()).input();

        assertThat(route.query().preparedForm()).isEqualTo(SplicedText.PreparedForm.LITERAL);
        assertThat(written(text, with(text, 10L), route.query(), new Rows(List.of(), List.of())))
                .isEqualTo("select name from customer limit 15");
    }

    @Test
    void tablesThatOnlyValuesBringTogetherMustBeAtOnePlace() {
        QueryText text = text("select * from customer c, corder o where c.customer_id = ? and o.customer_id = ?");
        Routing routing = ((Route) plan(text).root()).routing();

        assertThat(new RoutingEvaluator(with(text, 4L, 4L)).destination(routing))
                .isEqualTo(new Destination.At(FOUR));
        assertThatThrownBy(() -> new RoutingEvaluator(with(text, 4L, 1L)).destination(routing))
                .isInstanceOfSatisfying(
                        SqlErrorException.class, e -> assertThat(e.error()).isEqualTo(SqlError.UNSUPPORTED_QUERY));
    }

    @Test
    void rowsWithoutAnIdGetOneAndGoWhereItBelongs() {
        QueryText text =
                text("insert into customer(customer_id, email) values (null, 'a'), (4, 'b'), (0, 'c'), (default, 'd')");
        Insert insert = (Insert) plan(text).root();
        var evaluator =
                new InsertEvaluator(InsertedRows.of(insert.rows(), StatementValues.of(text)), insert.generated());

        assertThat(evaluator.rowCount()).isEqualTo(4);
        assertThat(evaluator.generatedCount()).isEqualTo(3);
        assertThat(evaluator.place((Insert.ByVindex) insert.placement(), new long[] {1, 0, 4, 1}))
                .containsExactly(ONE, FOUR, FOUR, ONE);
        assertThat(written(
                        text,
                        StatementValues.of(text),
                        insert.query(),
                        new Rows(List.of(0, 3), List.of(1L, 0L, 4L, 1L))))
                .isEqualTo("insert into customer(customer_id, email) values (1, 'a'), (1, 'd')");
    }

    @Test
    void aColumnThatTheRowsLackIsPutAtTheirEnd() {
        QueryText text = text(
                "insert into customer(email, name) values (?, 'x'), (?, lower('Y')) on duplicate key update name = ?");
        Insert insert = (Insert) plan(text).root();

        assertThat(written(text, StatementValues.of(text), insert.query(), new Rows(List.of(1), List.of(7L, 8L))))
                .isEqualTo("insert into customer(email, name, `customer_id`) values (?1, lower('Y'), 8)"
                        + " on duplicate key update name = ?2");
    }

    @Test
    void aRowWhoseKeyOnlyMySqlCanComputeHasNoPlace() {
        QueryText text = text("insert into messages(page, message) values (floor(1.5), 'x')");
        Insert insert = (Insert) plan(text).root();
        var evaluator =
                new InsertEvaluator(InsertedRows.of(insert.rows(), StatementValues.of(text)), insert.generated());

        assertThatThrownBy(() -> evaluator.place((Insert.ByVindex) insert.placement(), new long[1]))
                .isInstanceOfSatisfying(
                        SqlErrorException.class, e -> assertThat(e.error()).isEqualTo(SqlError.NO_KEYSPACE_ID));
    }

    @Test
    void aTargetedShardGetsTheTextAsItCame() {
        var scope = new ShardScope.OneShard("-80", KeyRange.parse("-80"));
        QueryText text = text("select count(*) from customer group by whatever");
        Route route = (Route) plan(text, scope).root();

        assertThat(route.query()).isEqualTo(SplicedText.WHOLE);
        assertThat(new RoutingEvaluator(StatementValues.of(text)).destination(route.routing()))
                .isEqualTo(new Destination.In(KeyRange.parse("-80")));
    }

    @Test
    void anInsertForATargetedShardSaysWhereItsRowsBelong() {
        var scope = new ShardScope.OneShard("-80", KeyRange.parse("-80"));
        QueryText text = text("insert into messages(page, message) values (4, 'x')");
        Plan plan = plan(text, scope);

        Insert verification = plan.verification().orElseThrow();
        assertThat(new InsertEvaluator(
                                InsertedRows.of(verification.rows(), StatementValues.of(text)),
                                verification.generated())
                        .place((Insert.ByVindex) verification.placement(), new long[1]))
                .containsExactly(FOUR);
    }

    @Test
    void anInsertForATargetedRangeIsRefused() {
        var scope = new ShardScope.Range(KeyRange.parse("-80"));
        QueryText text = text("insert into messages(page, message) values (4, 'x')");

        assertThatThrownBy(() -> plan(text, scope)).hasMessageContaining("key range");
    }

    @Test
    void aWriteOfAReferenceTableIsCountedOnce() {
        Dml dml = (Dml) plan(text("update country set label = 'x'")).root();

        assertThat(dml.counting()).isEqualTo(Dml.Counting.ONE);
        assertThat(dml.routing()).isEqualTo(Routing.Scatter.SCATTER);
    }
}

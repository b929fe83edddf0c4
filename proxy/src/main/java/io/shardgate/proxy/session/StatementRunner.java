package io.shardgate.proxy.session;

import io.shardgate.planner.ast.NamedKeyspaces;
import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.lexer.Fingerprint;
import io.shardgate.planner.lexer.SessionUse;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.statement.Statement;
import io.shardgate.planner.statement.StatementParser;
import io.shardgate.proxy.exec.Forward;
import io.shardgate.proxy.exec.Guarded;
import io.shardgate.proxy.exec.LoopIdListener;
import io.shardgate.proxy.exec.PreparedForward;
import io.shardgate.proxy.exec.ResultWriter;
import io.shardgate.proxy.exec.StatementEffect;
import io.shardgate.proxy.exec.StatementResult;
import io.shardgate.proxy.exec.StatementText;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.sequences.SequenceName;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.topology.TabletType;
import io.shardgate.vschema.error.SqlError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends each kind of statement to what runs it: the session itself, the planner, or a server as it is. Confined to the
 * session's event loop.
 */
final class StatementRunner {

    private final Session session;
    private final TransactionStatements transactions;
    private final SetStatements settings;
    private final ShowStatements shows;
    private final PlannedStatements planned;
    private final ExplainStatements explains;

    /** For a statement into which the values of session functions were put. */
    private final Fingerprint spliced = new Fingerprint();

    StatementRunner(Session session) {
        this.session = session;
        this.transactions = new TransactionStatements(session);
        this.settings = new SetStatements(session, transactions);
        this.shows = new ShowStatements(session);
        this.planned = new PlannedStatements(session, transactions);
        this.explains = new ExplainStatements(session, planned);
    }

    /** Whether the proxy answers a statement of this kind itself, so that no server has to prepare it. */
    static boolean isAnsweredHere(StatementKind kind) {
        return switch (kind) {
            case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE_SAVEPOINT, ROLLBACK_TO, SET, USE, KILL, COMMENT_ONLY ->
                true;
            default -> false;
        };
    }

    void run(StatementContext context) {
        Tokens tokens = context.tokens();
        switch (tokens.statementKind()) {
            case EMPTY -> throw SqlError.EMPTY_QUERY.exception();
            case COMMENT_ONLY -> session.answerOk(context);
            case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE_SAVEPOINT, ROLLBACK_TO, SET, USE, KILL, SHOW ->
                runOwn(StatementParser.parse(tokens), context);
            case LOCK_TABLES, UNLOCK_TABLES, HANDLER -> forwardUnsharded(context, "tables are locked or opened by it");
            case SELECT,
                    INSERT,
                    REPLACE,
                    UPDATE,
                    DELETE,
                    CREATE_TABLE,
                    CREATE_INDEX,
                    CREATE_VIEW,
                    ALTER_TABLE,
                    DROP_TABLE,
                    DROP_INDEX,
                    DROP_VIEW,
                    TRUNCATE,
                    RENAME_TABLE -> plan(context);
            case ACCOUNT ->
                throw SqlError.UNSUPPORTED_QUERY.exception(SeveralShards.words(tokens)
                        + ": the servers know clients by the proxy's one account; clients are in the proxy's users file, and"
                        + " accounts of the servers change by ExecuteFetchAsDba of the admin port");
            case SELECT_NEXT -> nextValue((Statement.SelectNext) StatementParser.parse(tokens), context);
            case VEXPLAIN -> explains.explain((Statement.VExplain) StatementParser.parse(tokens), context);
            default -> forwardUnsharded(context, reasonToReserve(tokens));
        }
    }

    /** The shard that is to prepare a statement: one of the keyspace whose tables it uses. */
    void findShardToPrepareOn(StatementContext context, Consumer<ResolvedShard> then) {
        Consumer<ResolvedShard> found = shard -> {
            if (!session.waitsAtGate(shard, context)) {
                then.accept(shard);
            }
        };
        if (!isPlanned(context.tokens().statementKind()) || session.target().bypassesVSchema()) {
            found.accept(shardOf(context.tokens()));
            return;
        }
        ParameterValues parameters = ParameterValues.of(null, session);
        planned.plan(context.tokens(), parameters, context, plan -> {
            String keyspace = plan.tables().stream()
                    .map(table -> table.substring(0, table.indexOf('.')))
                    .findFirst()
                    .orElse(null);
            found.accept(
                    keyspace == null
                            ? session.anyShard(context.tokens())
                            : session.anyShardOf(keyspace, context.tokens()));
        });
    }

    private static boolean isPlanned(StatementKind kind) {
        return kind == StatementKind.SELECT || kind.isDml() || kind.isDdl();
    }

    private void plan(StatementContext context) {
        StatementText text = new SessionFunctions(session).splice(context.tokens());
        Fingerprint statement = context.tokens();
        if (text != null) {
            spliced.scan(text.bytes(), text.from(), text.to(), session.lexerMode());
            statement = spliced;
        }
        planned.run(statement, context, reasonToReserve(statement));
    }

    private void runOwn(Statement statement, StatementContext context) {
        if (statement instanceof Statement.Begin begin) {
            transactions.begin(begin, context);
        } else if (statement instanceof Statement.Commit commit) {
            transactions.commit(commit, context);
        } else if (statement instanceof Statement.Rollback rollback) {
            transactions.rollback(rollback, context);
        } else if (statement instanceof Statement.Savepoint savepoint) {
            transactions.savepoint(savepoint, context);
        } else if (statement instanceof Statement.ReleaseSavepoint release) {
            transactions.releaseSavepoint(release, context);
        } else if (statement instanceof Statement.RollbackTo rollback) {
            transactions.rollbackTo(rollback, context);
        } else if (statement instanceof Statement.Set set) {
            settings.set(set, context);
        } else if (statement instanceof Statement.Use use) {
            session.use(use.target());
            session.answerOk(context);
        } else if (statement instanceof Statement.Kill kill) {
            kill(kill, context);
        } else if (statement instanceof Statement.Show show) {
            shows.show(show, context);
        } else {
            forwardUnsharded(context, null);
        }
    }

    /** SELECT NEXT: answered from the proxy's own block of ids. */
    private void nextValue(Statement.SelectNext select, StatementContext context) {
        String keyspace = select.sequence()
                .database()
                .or(() -> session.target().findKeyspace())
                .orElseThrow(SqlError.NO_DATABASE_SELECTED::exception);
        long count = count(select.count(), context);
        SequenceName name = new SequenceName(keyspace, select.sequence().table());
        session.sequences()
                .next(
                        name,
                        count,
                        new LoopIdListener(
                                session.eventLoop(),
                                first -> Guarded.run(
                                        session, context.completion(), () -> answerNextValue(first, context)),
                                cause -> context.completion().failed(ErrPacket.of(cause))));
    }

    private void answerNextValue(long first, StatementContext context) {
        List<ColumnDefinition> column = List.of(ColumnDefinition.integer("nextval"));
        ResultWriter.write(session.output(), context.format(), column, List.of(List.of(Long.toString(first))));
        context.completion().succeeded(StatementResult.ofRows(1));
    }

    private long count(Statement.NextCount count, StatementContext context) {
        if (count instanceof Statement.NextCount.Fixed fixed) {
            return fixed.count();
        }
        int index = ((Statement.NextCount.Parameter) count).index();
        return ParameterValues.of(context.call(), session)
                .value(index)
                .map(value -> value.integerBits())
                .orElse(OptionalLong.empty())
                .orElseThrow(() -> SqlError.SEQUENCE_BAD_USE.exception("the number of values must be an integer"));
    }

    private void kill(Statement.Kill kill, StatementContext context) {
        int connectionId = (int) kill.connectionId();
        switch (kill.scope()) {
            case QUERY -> Kills.killQuery(session, connectionId);
            case CONNECTION -> Kills.killConnection(session, connectionId);
        }
        session.answerOk(context);
    }

    /**
     * Sends a statement as it is to the one shard of the session's target.
     *
     * @param reserveBecause why its connection must stay with the session, or null
     */
    void forwardUnsharded(StatementContext context, @Nullable String reserveBecause) {
        ResolvedShard shard = shardOf(context.tokens());
        if (session.waitsAtGate(shard, context)) {
            return;
        }
        Tokens tokens = context.tokens();
        StatementEffect effect = effect(tokens);
        boolean isSpread = !shard.keyspace().isEmpty() && session.isSpread(shard.keyspace());
        if (effect == StatementEffect.WRITE && isSpread && !SeveralShards.isForAnyShard(tokens)) {
            throw SeveralShards.refusal(tokens, shard);
        }
        if (effect == StatementEffect.WRITE
                && session.target().type() != TabletType.PRIMARY
                && tokens.statementKind().isDml()) {
            throw SqlError.READ_ONLY_TARGET.exception(
                    tokens.statementKind(), session.target().type().targetWord());
        }
        if (effect == StatementEffect.WRITE && tokens.statementKind().isDml()) {
            session.requireServing();
        }
        if (commitsFirst(tokens.statementKind())) {
            transactions.commitFirst(context, () -> forward(context, shard, effect, reserveBecause));
        } else {
            forward(context, shard, effect, reserveBecause);
        }
    }

    /** The shard of the keyspace that a statement names, else the session's. */
    private ResolvedShard shardOf(Tokens tokens) {
        Set<String> known = session.snapshot().vschema().keyspaces().keySet();
        Set<String> named = tokens.statementKind() == StatementKind.SHOW
                ? shownKeyspace(tokens).filter(known::contains).map(Set::of).orElse(Set.of())
                : NamedKeyspaces.in(new TokenView(tokens), session.target().findKeyspace(), known::contains);
        if (named.size() > 1) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "%s on several keyspaces: %s".formatted(SeveralShards.words(tokens), String.join(" and ", named)));
        }
        return named.stream()
                .findFirst()
                .map(keyspace -> shardOf(keyspace, tokens))
                .orElseGet(() -> session.anyShard(tokens));
    }

    private static Optional<String> shownKeyspace(Tokens tokens) {
        if (StatementParser.parse(tokens) instanceof Statement.Show show) {
            return show.from()
                    .flatMap(name -> show.form().isOfDatabase() ? Optional.of(name.table()) : name.database());
        }
        return Optional.empty();
    }

    private ResolvedShard shardOf(String keyspace, Tokens tokens) {
        return keyspace.equals(session.target().keyspace())
                ? session.anyShard(tokens)
                : session.anyShardOf(keyspace, tokens);
    }

    private void forward(
            StatementContext context, ResolvedShard shard, StatementEffect effect, @Nullable String reserveBecause) {
        StatementText spliced = new SessionFunctions(session).splice(context.tokens());
        if (context.call() != null) {
            if (spliced != null) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "LAST_INSERT_ID(), ROW_COUNT() or FOUND_ROWS() in a prepared "
                                + SeveralShards.words(context.tokens()) + "; send it as text");
            }
            PreparedForward.execute(session, shard, effect, context.call(), reserveBecause, context.completion());
            return;
        }
        StatementText text = spliced != null ? spliced : StatementText.of(context.tokens());
        Forward.run(session, shard, effect, text, reserveBecause, context.completion());
    }

    private static StatementEffect effect(Tokens tokens) {
        return switch (tokens.statementKind()) {
            case SELECT, SHOW, EXPLAIN, DESCRIBE, HELP ->
                tokens.uses(SessionUse.ROW_LOCK) ? StatementEffect.WRITE : StatementEffect.READ;
            default -> StatementEffect.WRITE;
        };
    }

    /** Most state that a statement leaves behind is reported by the server; what it does not report is listed here. */
    private static @Nullable String reasonToReserve(Tokens tokens) {
        if (tokens.uses(SessionUse.LOCK_FUNCTION)) {
            return "it may hold a lock of GET_LOCK";
        }
        if (tokens.uses(SessionUse.CALC_FOUND_ROWS)) {
            return "FOUND_ROWS() asks for what its last statement found";
        }
        if (tokens.uses(SessionUse.TABLE_LOCK)) {
            return "tables are locked by it";
        }
        if (tokens.uses(SessionUse.INTO_VARIABLE) || (tokens.uses(SessionUse.USER_VARIABLE) && mayAssign(tokens))) {
            return "it has user variables that no SET has set";
        }
        return switch (tokens.statementKind()) {
            case XA -> "an XA transaction is open in it";
            case LOCK_INSTANCE -> "the server is locked by it";
            case OTHER -> new TokenView(tokens).is(0, "BACKUP") ? "the server is locked by it" : null;
            default -> null;
        };
    }

    private static boolean mayAssign(Tokens tokens) {
        boolean assigns = tokens.statementKind() == StatementKind.CALL;
        for (int i = 0; i < tokens.count() && !assigns; i++) {
            assigns = tokens.kind(i) == TokenKind.OPERATOR && tokens.text(i).equals(":=");
        }
        return assigns;
    }

    /** Whether a server ends the open transaction before it runs a statement of this kind. */
    private static boolean commitsFirst(StatementKind kind) {
        return switch (kind) {
            case LOCK_TABLES,
                    TABLE_MAINTENANCE,
                    FLUSH,
                    ACCOUNT,
                    CREATE_PROGRAM,
                    CREATE_OTHER,
                    ALTER_OTHER,
                    DROP_OTHER,
                    CREATE_DATABASE,
                    DROP_DATABASE -> true;
            default -> kind.isDdl();
        };
    }
}

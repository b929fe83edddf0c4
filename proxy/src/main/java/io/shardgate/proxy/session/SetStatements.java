package io.shardgate.proxy.session;

import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.planner.statement.SetItem;
import io.shardgate.planner.statement.SetValue;
import io.shardgate.planner.statement.Statement;
import io.shardgate.planner.statement.VariableScope;
import io.shardgate.proxy.backend.BackendConnection;
import io.shardgate.proxy.backend.Borrower;
import io.shardgate.proxy.backend.CommandPackets;
import io.shardgate.proxy.backend.ConnectionState;
import io.shardgate.proxy.backend.OkReader;
import io.shardgate.proxy.config.ProxyConfig.TransactionMode;
import io.shardgate.proxy.exec.Lookup;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.proxy.tx.ShardTarget;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.SqlLiteral;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SET. Confined to the session's event loop.
 *
 * <p>MySQL computes: the statement runs as it is on one server, and what the variables have become is read back and
 * remembered as the session's state, which every connection gets before it is used. So values are checked and
 * expressions evaluated by the server, and a SET that fails changes nothing. Only what is the proxy's own, such as
 * transaction_mode, never goes to a server.
 */
final class SetStatements {

    static final String TRANSACTION_MODE = "transaction_mode";

    /** Lets a session that has chosen a shard write what that shard does not own, or does not serve. */
    static final String UNOWNED_WRITES = "shardgate_unowned_writes";

    private static final Set<String> OWN = Set.of(TRANSACTION_MODE, UNOWNED_WRITES);

    /** They act on the next statement only, on the connection on which they were set. */
    private static final Set<String> ONE_SHOT =
            Set.of("insert_id", "last_insert_id", "identity", "rand_seed1", "rand_seed2", "gtid_next");

    /** What SET NAMES and SET CHARACTER SET change. */
    private static final List<String> CHARACTER_SETS = List.of(
            ConnectionState.CHARACTER_SET_CLIENT,
            ConnectionState.CHARACTER_SET_RESULTS,
            ConnectionState.COLLATION_CONNECTION);

    private static final Set<String> TRANSACTION_CHARACTERISTICS =
            Set.of("transaction_isolation", "tx_isolation", "transaction_read_only", "tx_read_only");

    private static final Set<String> ISOLATION_LEVELS =
            Set.of("READ-UNCOMMITTED", "READ-COMMITTED", "REPEATABLE-READ", "SERIALIZABLE");

    private static final String TIMESTAMP = "timestamp";

    /** Read in the place of a clock that is not to be kept. */
    private static final String CLOCK = "NULL";

    private final Session session;
    private final ShardConnections connections;
    private final TransactionStatements transactions;

    SetStatements(Session session, TransactionStatements transactions) {
        this.session = session;
        this.connections = session.connections();
        this.transactions = transactions;
    }

    void set(Statement.Set set, StatementContext context) {
        List<SetItem> items = set.items();
        if (items.size() == 1 && items.get(0) instanceof SetItem.Transaction transaction) {
            setTransaction(transaction, context);
            return;
        }
        if (items.size() == 1
                && items.get(0) instanceof SetItem.SystemVariable variable
                && isForNextTransaction(variable, context)) {
            setForNextTransaction(variable, context);
            return;
        }
        requireOneAnswer(context);
        if (isOwn(items, context) || session.waitsAtGate(session.anyShard(context.tokens()), context)) {
            return;
        }
        // What a server shall read back afterwards: the name under which it is kept, and the expression that gives it.
        Map<String, String> readBack = new LinkedHashMap<>();
        boolean turnsAutocommitOn = false;
        boolean staysOnOneConnection = false;
        boolean forServerAlone = false;
        for (SetItem item : items) {
            if (item instanceof SetItem.Names || item instanceof SetItem.CharacterSet) {
                CHARACTER_SETS.forEach(name -> readBack.put(name, "@@SESSION." + name));
            } else if (item instanceof SetItem.UserVariable variable) {
                String quoted = "@`" + variable.name().replace("`", "``") + "`";
                readBack.put(quoted, quoted);
            } else if (item instanceof SetItem.SystemVariable variable) {
                if (OWN.contains(variable.name())) {
                    throw SqlError.UNSUPPORTED_QUERY.exception(
                            isGlobal(variable.scope())
                                    ? variable.name() + " for all sessions; set it in each"
                                    : variable.name() + " beside other variables in one SET");
                }
                forServerAlone |= isGlobal(variable.scope());
                staysOnOneConnection |= ONE_SHOT.contains(variable.name());
                turnsAutocommitOn |= variable.name().equals(ConnectionState.AUTOCOMMIT) && isOn(variable.value());
                if (!isGlobal(variable.scope()) && !ONE_SHOT.contains(variable.name())) {
                    String name = keptName(variable.name());
                    // A clock that goes on is not kept, or it would stand still.
                    readBack.put(
                            name, name.equals(TIMESTAMP) && isClockOn(variable.value()) ? CLOCK : "@@SESSION." + name);
                }
            } else {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "SET " + ((SetItem.Administrative) item).what()
                                + ": the servers know clients by the proxy's one account; clients are in the proxy's users file");
            }
        }
        if (forServerAlone || staysOnOneConnection) {
            if (!readBack.isEmpty()) {
                throw SqlError.UNSUPPORTED_QUERY.exception(
                        "variables of the session beside others in one SET; set them in statements of their own");
            }
            session.runner()
                    .forwardUnsharded(context, staysOnOneConnection ? "a variable for one statement was set" : null);
            return;
        }
        if (turnsAutocommitOn && !connections.isAutocommit()) {
            transactions.commitFirst(context, () -> runOnServer(readBack, context));
        } else {
            runOnServer(readBack, context);
        }
    }

    /** {@code @@transaction_isolation} without a scope is not the session's, as it is without the two signs. */
    private static boolean isForNextTransaction(SetItem.SystemVariable variable, StatementContext context) {
        Tokens tokens = context.tokens();
        boolean hasSigns = false;
        for (int i = 0; i < tokens.count() && !hasSigns; i++) {
            hasSigns = tokens.kind(i) == TokenKind.SYSTEM_VARIABLE;
        }
        return hasSigns
                && variable.scope() == VariableScope.UNSPECIFIED
                && TRANSACTION_CHARACTERISTICS.contains(variable.name());
    }

    private void setForNextTransaction(SetItem.SystemVariable variable, StatementContext context) {
        if (connections.inTransaction()) {
            throw SqlError.CANNOT_CHANGE_IN_TRANSACTION.exception();
        }
        String value = text(variable.value(), context).toUpperCase(Locale.ROOT);
        boolean isIsolation = variable.name().endsWith("isolation");
        boolean isKnown = isIsolation ? ISOLATION_LEVELS.contains(value) : isSwitch(value);
        if (!isKnown) {
            throw SqlError.WRONG_VALUE_FOR_VARIABLE.exception(variable.name(), value);
        }
        boolean isOff = value.equals("0") || value.equals("OFF");
        connections.nextCharacteristics(
                isIsolation ? "ISOLATION LEVEL " + value.replace('-', ' ') : isOff ? "READ WRITE" : "READ ONLY");
        session.answerOk(context);
    }

    private static boolean isSwitch(String value) {
        return value.equals("0") || value.equals("OFF") || value.equals("1") || value.equals("ON");
    }

    /** A value that is read from a table is one shard's only. */
    private void requireOneAnswer(StatementContext context) {
        boolean isSpread =
                session.target().findKeyspace().filter(session::isSpread).isPresent();
        if (isSpread && SeveralShards.readsTables(context.tokens())) {
            throw SqlError.UNSUPPORTED_QUERY.exception(
                    "SET to what a query of a keyspace with several shards gives; run the query, and SET its result");
        }
    }

    /** A SET of nothing but what the proxy keeps for itself, or autocommit, which needs no server to be understood. */
    private boolean isOwn(List<SetItem> items, StatementContext context) {
        if (items.size() != 1
                || !(items.get(0) instanceof SetItem.SystemVariable variable)
                || isGlobal(variable.scope())) {
            return false;
        }
        if (variable.name().equals(TRANSACTION_MODE)) {
            connections.mode(transactionMode(text(variable.value(), context)));
            session.answerOk(context);
            return true;
        }
        if (variable.name().equals(UNOWNED_WRITES)) {
            session.unownedWrites(isSwitchedOn(variable, context));
            session.answerOk(context);
            return true;
        }
        if (variable.name().equals(ConnectionState.AUTOCOMMIT)) {
            setAutocommit(variable, context);
            return true;
        }
        return false;
    }

    private void setAutocommit(SetItem.SystemVariable variable, StatementContext context) {
        boolean isOn = variable.value() instanceof SetValue.Default || isSwitchedOn(variable, context);
        ConnectionState changed = session.state().with(ConnectionState.AUTOCOMMIT, isOn ? "1" : "0");
        if (isOn && !connections.isAutocommit()) {
            transactions.commitFirst(context, () -> {
                connections.wanted(changed);
                session.answerOk(context);
            });
        } else {
            connections.wanted(changed);
            session.answerOk(context);
        }
    }

    private static boolean isSwitchedOn(SetItem.SystemVariable variable, StatementContext context) {
        String word = text(variable.value(), context);
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "1", "ON", "TRUE" -> true;
            case "0", "OFF", "FALSE", "DEFAULT" -> false;
            default -> throw SqlError.WRONG_VALUE_FOR_VARIABLE.exception(variable.name(), word);
        };
    }

    private static TransactionMode transactionMode(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "SINGLE" -> TransactionMode.SINGLE;
            case "MULTI", "DEFAULT" -> TransactionMode.MULTI;
            case "TWOPC" ->
                throw SqlError.UNSUPPORTED_QUERY.exception("transaction_mode twopc; single and multi are possible");
            default -> throw SqlError.WRONG_VALUE_FOR_VARIABLE.exception(TRANSACTION_MODE, word);
        };
    }

    /** SET TRANSACTION: for the session it is a variable like any other; without a scope it is for the next one only. */
    private void setTransaction(SetItem.Transaction transaction, StatementContext context) {
        if (isGlobal(transaction.scope())) {
            session.runner().forwardUnsharded(context, null);
            return;
        }
        var characteristics = new ArrayList<String>();
        transaction
                .isolation()
                .ifPresent(level ->
                        characteristics.add("ISOLATION LEVEL " + level.name().replace('_', ' ')));
        transaction
                .accessMode()
                .ifPresent(mode -> characteristics.add(mode.name().replace('_', ' ')));
        if (transaction.scope() == VariableScope.UNSPECIFIED) {
            if (connections.inTransaction()) {
                throw SqlError.CANNOT_CHANGE_IN_TRANSACTION.exception();
            }
            connections.nextCharacteristics(String.join(", ", characteristics));
            session.answerOk(context);
            return;
        }
        Map<String, String> readBack = new LinkedHashMap<>();
        if (transaction.isolation().isPresent()) {
            readBack.put(ConnectionState.TRANSACTION_ISOLATION, "@@SESSION." + ConnectionState.TRANSACTION_ISOLATION);
        }
        if (transaction.accessMode().isPresent()) {
            readBack.put("transaction_read_only", "@@SESSION.transaction_read_only");
        }
        runOnServer(readBack, context);
    }

    private void runOnServer(Map<String, String> readBack, StatementContext context) {
        ResolvedShard shard = session.anyShard(context.tokens());
        // An expression may read what only the session's own connection has, or open the session's transaction.
        boolean kept = connections.keepsConnectionTo(ShardTarget.of(shard));
        Borrower borrower = new Borrower() {
            @Override
            public void lent(BackendConnection connection) {
                new ServerSide(connection, kept, readBack, context).run();
            }

            @Override
            public void refused(SqlErrorException cause) {
                context.completion().failed(ErrPacket.of(cause));
            }
        };
        if (kept) {
            connections.acquire(ShardTarget.of(shard), session.shards().endpoint(shard), true, borrower);
        } else {
            connections.acquireAside(session.shards().endpoint(shard), borrower);
        }
    }

    /** The statement on one server, and the reading back, which travels with it. */
    private final class ServerSide extends OkReader implements Lookup.Listener {

        private final BackendConnection connection;
        private final boolean kept;
        private final Map<String, String> readBack;
        private final StatementContext context;
        private @Nullable ErrPacket refusal;

        ServerSide(BackendConnection connection, boolean kept, Map<String, String> readBack, StatementContext context) {
            super(connection);
            this.connection = connection;
            this.kept = kept;
            this.readBack = readBack;
            this.context = context;
        }

        void run() {
            byte[] text = context.tokens().bytes();
            int from = context.tokens().textStart();
            int to = context.tokens().textEnd();
            connection.write(CommandPackets.of(connection, Command.QUERY, text, from, to), this);
            var expressions = new ArrayList<String>();
            readBack.forEach((name, expression) -> expressions.add(
                    connection.greeting().hasOldIsolationName()
                            ? expression.replace("transaction_isolation", "tx_isolation")
                            : expression));
            Lookup.ask(connection, "SELECT " + String.join(", ", expressions), this);
            connection.flush();
        }

        @Override
        protected void ok(OkPacket packet) {
            refusal = null;
        }

        @Override
        protected void refused(ErrPacket error) {
            refusal = error;
        }

        @Override
        public void lost(SqlErrorException cause) {
            refusal = ErrPacket.of(cause);
        }

        @Override
        public void found(List<ColumnDefinition> columns, List<byte[] @Nullable []> rows) {
            if (refusal != null) {
                giveBackUnknown();
                context.completion().failed(refusal);
                return;
            }
            ConnectionState changed = session.state();
            int column = 0;
            for (Map.Entry<String, String> entry : readBack.entrySet()) {
                String name = entry.getKey();
                if (entry.getValue().equals(CLOCK)) {
                    changed = changed.with(name, "DEFAULT");
                    column++;
                    continue;
                }
                String literal = SqlLiteral.of(columns.get(column), rows.get(0)[column]);
                changed = changed.with(name, literal);
                column++;
            }
            connections.wanted(changed);
            connection.state(changed);
            if (kept) {
                connections.done(connection);
            } else {
                connections.doneAside(connection);
            }
            session.answerOk(context);
        }

        /** A SET that fails changes nothing in the session, but may have changed something here. */
        private void giveBackUnknown() {
            if (kept) {
                connections.done(connection);
            } else {
                connections.doneAsideUnknown(connection);
            }
        }

        @Override
        public void failed(ErrPacket error) {
            giveBackUnknown();
            context.completion().failed(refusal != null ? refusal : error);
        }
    }

    private static String text(SetValue value, StatementContext context) {
        if (value instanceof SetValue.Default) {
            return "DEFAULT";
        }
        if (value instanceof SetValue.Word word) {
            return word.word();
        }
        if (value instanceof SetValue.Literal literal) {
            return new String(literal.value().textBytes(), StandardCharsets.UTF_8);
        }
        return value.span().text(context.tokens());
    }

    private static boolean isOn(SetValue value) {
        if (value instanceof SetValue.Word word) {
            return word.word().equalsIgnoreCase("ON");
        }
        return value instanceof SetValue.Default
                || (value instanceof SetValue.Literal literal
                        && new String(literal.value().textBytes(), StandardCharsets.UTF_8).equals("1"));
    }

    private static boolean isClockOn(SetValue value) {
        return value instanceof SetValue.Default
                || (value instanceof SetValue.Literal literal
                        && new String(literal.value().textBytes(), StandardCharsets.UTF_8).equals("0"));
    }

    private static boolean isGlobal(VariableScope scope) {
        return scope == VariableScope.GLOBAL || scope == VariableScope.PERSIST || scope == VariableScope.PERSIST_ONLY;
    }

    /** Variables that have two names, and those that are set through another one. */
    private static String keptName(String name) {
        return switch (name) {
            case "tx_isolation" -> ConnectionState.TRANSACTION_ISOLATION;
            case "tx_read_only" -> "transaction_read_only";
            case "character_set_connection" -> ConnectionState.COLLATION_CONNECTION;
            default -> name;
        };
    }
}

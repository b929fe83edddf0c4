package io.shardgate.proxy.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.shardgate.planner.lexer.ClientCharset;
import io.shardgate.planner.lexer.LexerMode;
import io.shardgate.planner.lexer.ServerSyntax;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.proxy.auth.AuthenticatedClient;
import io.shardgate.proxy.backend.ConnectionState;
import io.shardgate.proxy.exec.AnyShard;
import io.shardgate.proxy.exec.ClientOutput;
import io.shardgate.proxy.exec.Completion;
import io.shardgate.proxy.exec.Execution;
import io.shardgate.proxy.exec.ExecutionLimits;
import io.shardgate.proxy.exec.FieldListForward;
import io.shardgate.proxy.exec.Guarded;
import io.shardgate.proxy.exec.SchemaChanges;
import io.shardgate.proxy.exec.ServingShards;
import io.shardgate.proxy.exec.StatementResult;
import io.shardgate.proxy.exec.Warning;
import io.shardgate.proxy.tx.ShardConnections;
import io.shardgate.proxy.wire.Capabilities;
import io.shardgate.proxy.wire.Command;
import io.shardgate.proxy.wire.EofPacket;
import io.shardgate.proxy.wire.ErrPacket;
import io.shardgate.proxy.wire.MalformedPacketException;
import io.shardgate.proxy.wire.OkPacket;
import io.shardgate.proxy.wire.PacketReader;
import io.shardgate.proxy.wire.PacketWriter;
import io.shardgate.proxy.wire.SqlLiteral;
import io.shardgate.proxy.wire.StatusFlags;
import io.shardgate.sequences.Sequences;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.serving.snapshot.ServingSnapshot;
import io.shardgate.serving.snapshot.Target;
import io.shardgate.serving.topology.Gate;
import io.shardgate.serving.topology.Keyspace;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's session: its target, what it has set, its transaction and its prepared statements. Confined to the
 * client's event loop.
 *
 * <p>Commands run one at a time: {@link #run} starts one, and the callback given to the constructor says that its
 * answer has been written. A statement takes the serving snapshot once, when it starts, and uses no other.
 */
public final class Session implements Execution {

    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private final AuthenticatedClient client;
    private final SessionServices services;
    private final ClientOutput output;
    /** Older than any version. */
    private static final long BEGINNING = 1;

    private final EventLoop loop;
    private final Runnable commandDone;
    private final ShardConnections connections;
    private final StatementRunner runner;
    private final QueryCommand queries;
    private final PreparedStatements prepared;

    private final ServerSyntax syntax;
    private LexerMode lexerMode;
    private ConnectionState lexerModeOf;
    private List<Warning> warnings = List.of();
    private Target target = Target.NONE;
    private String targetAsTyped = "";
    private ServingSnapshot snapshot;
    private long lastInsertId;
    private long foundRows;
    private long rowCount = -1;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean unownedWrites;
    private boolean multiStatements;
    private boolean moreResults;
    private long sinceNanos = System.nanoTime();
    private int command = Command.SLEEP;
    private long commandNumber;
    private Buffering.@Nullable Waiting waiting;
    private @Nullable Completion waitingFor;

    /**
     * The version by which the statement that runs was begun, unless its transaction is open already; 0 while none runs.
     * Read by other threads.
     */
    private volatile long runningVersion;

    private boolean running;
    private boolean closed;

    /** @param commandDone runs when a command's whole answer has been written, before {@link #run} returns or later */
    public Session(
            AuthenticatedClient client,
            SessionServices services,
            ClientOutput output,
            EventLoop loop,
            Runnable commandDone) {
        this.client = client;
        this.services = services;
        this.output = output;
        this.loop = loop;
        this.commandDone = commandDone;
        this.snapshot = services.snapshots().current();
        this.connections = new ShardConnections(
                loop,
                services.pools(),
                client.capabilities().foundRows(),
                initialState(client, services),
                services.transactionMode());
        this.lexerModeOf = connections.wanted();
        this.syntax = ServerSyntax.of(services.serverVersion());
        this.lexerMode = lexerMode(connections.wanted());
        this.runner = new StatementRunner(this);
        this.queries = new QueryCommand(this, runner);
        this.prepared = new PreparedStatements(this);
        this.multiStatements = client.capabilities().multiStatements();
        String database = client.database();
        if (database != null && !database.isEmpty()) {
            // It was checked in the handshake; if the keyspace has gone since, statements say so.
            target = Target.parse(database);
            targetAsTyped = database;
        }
        services.registry().add(this);
    }

    /**
     * Checks the database that a client wants to start with, so that a wrong one is refused in the handshake.
     *
     * @throws SqlErrorException if there is no such keyspace or shard
     */
    public static void checkDatabase(String database, SessionServices services) {
        services.snapshots().current().check(Target.parse(database), services.cell());
    }

    /** A client that asks for IGNORE_SPACE when it connects has it in its sql_mode, as on a server. */
    private static ConnectionState initialState(AuthenticatedClient client, SessionServices services) {
        ConnectionState state = services.defaults().stateFor(client.collation());
        String sqlMode = services.defaults().sqlMode();
        if (!client.capabilities().has(Capabilities.IGNORE_SPACE) || sqlMode.contains("IGNORE_SPACE")) {
            return state;
        }
        String extended = sqlMode.isEmpty() ? "IGNORE_SPACE" : "IGNORE_SPACE," + sqlMode;
        return state.with(ConnectionState.SQL_MODE, SqlLiteral.quote(extended));
    }

    /** Runs one command. Borrows the payload. */
    public void run(ByteBuf payload) {
        services.registry().countCommand();
        moreResults = false;
        running = true;
        sinceNanos = System.nanoTime();
        commandNumber++;
        connections.commandBegins();
        startTimeout();
        try {
            dispatch(payload);
        } catch (SqlErrorException e) {
            finish(ErrPacket.of(e));
        } catch (MalformedPacketException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            SqlErrorException defect = defect(e);
            connections.abandon(defect, () -> finish(ErrPacket.of(defect)));
        }
    }

    /** A command that runs too long is ended as KILL QUERY ends it: the servers answer with their own error. */
    private void startTimeout() {
        long millis = services.queryTimeout().toMillis();
        if (millis > 0) {
            timeout = loop.schedule(() -> Kills.killRunning(this), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void commandDone() {
        running = false;
        sinceNanos = System.nanoTime();
        runningVersion = 0;
        cancelTimeout();
        commandDone.run();
    }

    private void cancelTimeout() {
        ScheduledFuture<?> pending = timeout;
        if (pending != null) {
            pending.cancel(false);
            timeout = null;
        }
    }

    private void dispatch(ByteBuf payload) {
        command = payload.isReadable() ? payload.readUnsignedByte() : Command.SLEEP;
        switch (command) {
            case Command.QUIT -> {
                closeAfterAnswer();
                commandDone();
            }
            case Command.INIT_DB -> {
                use(new PacketReader(payload).eofString());
                finishOk();
            }
            case Command.QUERY -> queries.run(payload);
            case Command.PING -> finishOk();
            case Command.FIELD_LIST -> fieldList(ByteBufUtil.getBytes(payload));
            case Command.STATISTICS -> statistics();
            case Command.PROCESS_KILL -> {
                Kills.killConnection(this, new PacketReader(payload).int4());
                finishOk();
            }
            case Command.RESET_CONNECTION -> reset();
            case Command.STMT_PREPARE -> prepared.prepare(ByteBufUtil.getBytes(payload));
            case Command.STMT_EXECUTE -> prepared.execute(payload);
            case Command.STMT_SEND_LONG_DATA -> {
                prepared.sendLongData(payload);
                commandDone();
            }
            case Command.STMT_CLOSE -> {
                prepared.close(payload);
                commandDone();
            }
            case Command.STMT_RESET -> {
                prepared.reset(payload);
                finishOk();
            }
            case Command.SET_OPTION -> {
                setOption(new PacketReader(payload).int2());
                finishEof();
            }
            default -> throw SqlError.UNKNOWN_COMMAND.exception();
        }
    }

    /** Chooses a target, as USE and COM_INIT_DB do. */
    void use(String typed) {
        Target chosen = Target.parse(typed);
        if (connections.inTransaction() && !chosen.equals(target)) {
            throw SqlError.TARGET_IN_TRANSACTION.exception();
        }
        services.snapshots().current().check(chosen, services.cell());
        target = chosen.keyspace() == null && target.keyspace() != null ? target.withType(chosen.type()) : chosen;
        targetAsTyped = typed;
    }

    /** COM_RESET_CONNECTION: all but the target is as it was after the login, on the servers too when it is answered. */
    private void reset() {
        connections.wanted(initialState(client, services));
        connections.mode(services.transactionMode());
        unownedWrites = false;
        multiStatements = client.capabilities().multiStatements();
        prepared.closeAll();
        warnings = List.of();
        lastInsertId = 0;
        foundRows = 0;
        rowCount = -1;
        connections.reset(this::finishOk);
    }

    private void setOption(int option) {
        switch (option) {
            case Command.OPTION_MULTI_STATEMENTS_ON -> multiStatements = true;
            case Command.OPTION_MULTI_STATEMENTS_OFF -> multiStatements = false;
            default -> throw SqlError.UNKNOWN_COMMAND.exception();
        }
    }

    private void fieldList(byte[] payload) {
        if (target.keyspace() == null) {
            throw SqlError.NO_DATABASE_SELECTED.exception();
        }
        takeSnapshot();
        Completion completion = new Completion() {
            @Override
            public void succeeded(StatementResult result) {
                finish(null);
            }

            @Override
            public void failed(ErrPacket error) {
                finish(error);
            }
        };
        ResolvedShard shard = snapshot.resolve(target, services.cell()).get(0);
        boolean waits = snapshot.hasGates()
                && snapshot.isGated(shard)
                && waitsAtGate(shard, payload.length, completion, () -> fieldList(payload));
        if (!waits) {
            FieldListForward.run(this, shard, payload, completion);
        }
    }

    private void statistics() {
        ByteBuf out = output.allocator().buffer(128);
        new PacketWriter(out)
                .start(output.sequence())
                .eofString(services.registry().statistics())
                .finish();
        output.write(out);
        commandDone();
    }

    /** The client is gone. What still runs for it is cut off and rolled back. */
    public void close() {
        closed = true;
        runningVersion = 0;
        cancelTimeout();
        if (waiting != null) {
            waiting.end();
        }
        Kills.killAbandoned(this);
        services.registry().remove(this);
        connections.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Ends the connection when the command that runs has been answered. */
    void closeAfterAnswer() {
        closed = true;
    }

    /** Whether a text may have several statements, which the client says at its login and may change. */
    boolean allowsMultiStatements() {
        return multiStatements;
    }

    /** The command that runs now, one of {@link Command}, or SLEEP. */
    int runningCommand() {
        return running ? command : Command.SLEEP;
    }

    /** Tells the session's commands apart. */
    long commandNumber() {
        return commandNumber;
    }

    /** When the command that runs now began, or the last one ended, by {@link System#nanoTime}. */
    long sinceNanos() {
        return sinceNanos;
    }

    public int connectionId() {
        return client.connectionId();
    }

    public AuthenticatedClient client() {
        return client;
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    public boolean inTransaction() {
        return connections.inTransaction();
    }

    /** The target as the client typed it; empty if it chose none. */
    public String targetAsTyped() {
        return targetAsTyped;
    }

    Target target() {
        return target;
    }

    SessionServices services() {
        return services;
    }

    PreparedStatements prepared() {
        return prepared;
    }

    /** The snapshot of the statement that runs. */
    ServingSnapshot snapshot() {
        return snapshot;
    }

    /** Takes the snapshot that the statement which starts now uses to its end. */
    ServingSnapshot takeSnapshot() {
        boolean passesGates = connections.holdsAny();
        // Before the snapshot is read, so that nobody misses a statement that is about to begin by it.
        runningVersion = passesGates ? 0 : BEGINNING;
        snapshot = services.snapshots().current();
        if (!passesGates) {
            runningVersion = snapshot.version();
        }
        return snapshot;
    }

    /** The version by which the statement that runs was begun, if it is not part of an open transaction; else 0. */
    long runningVersion() {
        return runningVersion;
    }

    /** Makes a statement wait if it needs a shard whose gate is closed; true if it waits, and starts anew later. */
    boolean waitsAtGate(ResolvedShard shard, StatementContext context) {
        return snapshot.hasGates()
                && snapshot.isGated(shard)
                && waitsAtGate(
                        shard,
                        context.tokens().textEnd() - context.tokens().textStart(),
                        context.completion(),
                        context.again());
    }

    private boolean waitsAtGate(ResolvedShard shard, int length, Completion completion, Runnable again) {
        if (connections.holdsAny()) {
            return false;
        }
        String reason =
                snapshot.topology().findGate(shard.keyspace()).map(Gate::reason).orElse("");
        waiting = services.buffering()
                .hold(
                        loop,
                        length,
                        newer -> !newer.isGated(shard),
                        () -> {
                            waiting = null;
                            Guarded.run(this, completion, again);
                        },
                        expired -> {
                            waiting = null;
                            completion.failed(ErrPacket.of(expired));
                        },
                        reason);
        waitingFor = completion;
        runningVersion = 0;
        return true;
    }

    /** Ends the statement if it waits at a gate. */
    void interruptWaiting() {
        Buffering.Waiting held = waiting;
        Completion completion = waitingFor;
        if (held != null && completion != null && held.end()) {
            waiting = null;
            completion.failed(ErrPacket.of(SqlError.QUERY_INTERRUPTED.exception()));
        }
    }

    ResolvedShard anyShardOf(String keyspace, Tokens tokens) {
        return any(snapshot.resolve(Target.of(keyspace, target.type()), services.cell()), tokens);
    }

    /** Whether the rows of what the session reads there are on several shards. */
    boolean isSpread(String keyspace) {
        boolean isTarget = keyspace.equals(target.keyspace());
        Target whole = isTarget ? target : Target.of(keyspace, target.type());
        return !(isTarget && target.bypassesVSchema())
                && snapshot.resolve(whole, services.cell()).size() > 1;
    }

    /**
     * For a change of rows on a shard that the session has chosen: that the shard serves writes, so that the change is
     * not lost or overwritten when it begins or ceases to.
     *
     * @throws SqlErrorException NOT_SERVING
     */
    void requireServing() {
        if (unownedWrites || !(target.part() instanceof Target.OneShard)) {
            return;
        }
        ResolvedShard shard = snapshot.resolve(target, services.cell()).get(0);
        if (!snapshot.servesWrites(shard, services.cell())) {
            throw SqlError.NOT_SERVING.exception(
                    shard.path(),
                    "other shards own its rows now, see ctl GetSrvKeyspace; SET shardgate_unowned_writes = ON writes all the same");
        }
    }

    private ResolvedShard any(List<ResolvedShard> shards, Tokens tokens) {
        return AnyShard.of(shards, snapshot, connections, tokens);
    }

    /**
     * A shard that can answer what does not depend on rows: the target's first one; without a target a server that takes
     * no name for one of its tables.
     */
    ResolvedShard anyShard(Tokens tokens) {
        if (target.keyspace() != null) {
            return any(snapshot.resolve(target, services.cell()), tokens);
        }
        for (Keyspace keyspace : snapshot.topology().keyspaces()) {
            if (!snapshot.topology().servedTypes().cells(keyspace.name()).isEmpty()) {
                return anyShardOf(keyspace.name(), tokens).withoutDatabase();
            }
        }
        throw SqlError.TOPOLOGY_UNAVAILABLE.exception("No keyspace serves yet; create one with CreateKeyspace");
    }

    long lastInsertId() {
        return lastInsertId;
    }

    long foundRows() {
        return foundRows;
    }

    long rowCount() {
        return rowCount;
    }

    /** Remembers what functions such as ROW_COUNT() say of a statement that succeeded. */
    void remember(StatementResult result) {
        switch (result.kind()) {
            case DIAGNOSTICS -> {
                return;
            }
            case ROWS -> {
                foundRows = result.rows();
                rowCount = -1;
            }
            case CHANGE -> {
                rowCount = result.affectedRows();
                if (result.lastInsertId() != 0) {
                    lastInsertId = result.lastInsertId();
                }
            }
        }
        warnings = result.warnings();
    }

    /** Remembers that a statement failed. */
    void remember(ErrPacket error) {
        rowCount = -1;
        warnings = List.of(new Warning("Error", error.errno(), error.message()));
    }

    /** What SHOW WARNINGS shows. */
    List<Warning> warnings() {
        return warnings;
    }

    /** How this session's statements are to be read. */
    LexerMode lexerMode() {
        if (!lexerModeOf.equals(connections.wanted())) {
            lexerModeOf = connections.wanted();
            lexerMode = lexerMode(lexerModeOf);
        }
        return lexerMode;
    }

    private LexerMode lexerMode(ConnectionState state) {
        String charset = unquoted(state.literal(ConnectionState.CHARACTER_SET_CLIENT));
        return LexerMode.standard()
                .withSyntax(syntax)
                .withSqlMode(unquoted(state.literal(ConnectionState.SQL_MODE)))
                .withCharset(ClientCharset.find(charset).orElse(ClientCharset.UTF8MB4));
    }

    private static String unquoted(@Nullable String literal) {
        return literal == null ? "" : literal.replace("'", "");
    }

    StatementRunner runner() {
        return runner;
    }

    QueryCommand queries() {
        return queries;
    }

    /** Ends a statement that has nothing to tell but that it succeeded. */
    void answerOk(StatementContext context) {
        writeOk(0, 0);
        context.completion().succeeded(StatementResult.ofChange(0, 0));
    }

    /** Whether another statement of the same command follows the one whose answer is being written. */
    void moreResults(boolean follow) {
        moreResults = follow;
    }

    /** The status flags that end a result, in this session's terms. */
    public int statusFlags(int serverFlags) {
        int flags = serverFlags
                & ~(StatusFlags.AUTOCOMMIT
                        | StatusFlags.IN_TRANS
                        | StatusFlags.IN_TRANS_READONLY
                        | StatusFlags.SESSION_STATE_CHANGED);
        if (connections.isAutocommit()) {
            flags |= StatusFlags.AUTOCOMMIT;
        }
        if (connections.inTransaction()) {
            flags |= StatusFlags.IN_TRANS | (serverFlags & StatusFlags.IN_TRANS_READONLY);
        }
        if (moreResults) {
            flags |= StatusFlags.MORE_RESULTS_EXISTS;
        }
        return flags;
    }

    void writeOk(long affectedRows, long insertId) {
        ByteBuf out = output.allocator().buffer(32);
        int sequence = output.sequence();
        new OkPacket(affectedRows, insertId, statusFlags(0))
                .write(new PacketWriter(out), sequence, OkPacket.HEADER, output.capabilities());
        output.sequence(sequence + 1);
        output.write(out);
    }

    private void finishOk() {
        writeOk(0, 0);
        commandDone();
    }

    private void finishEof() {
        ByteBuf out = output.allocator().buffer(16);
        new EofPacket(0, statusFlags(0)).write(new PacketWriter(out), output.sequence());
        output.write(out);
        commandDone();
    }

    /**
     * Ends the command: with this error, or after its answer has been written. Only the first call counts: a statement
     * that a defect has ended may still hear from its servers.
     */
    void finish(@Nullable ErrPacket error) {
        if (!running) {
            log.debug("an answer came after its command had ended connection={}", connectionId());
            return;
        }
        if (error != null) {
            services.metrics().error(error.errno());
            byte[] message = error.message().getBytes(StandardCharsets.UTF_8);
            ByteBuf out = output.allocator().buffer(32 + message.length);
            error.write(new PacketWriter(out), output.sequence(), output.capabilities());
            output.write(out);
        }
        commandDone();
    }

    @Override
    public SqlErrorException defect(Throwable cause) {
        String id = Long.toHexString(System.nanoTime());
        log.error("a statement failed by a defect id={} connection={}", id, connectionId(), cause);
        return SqlError.INTERNAL.exception(id);
    }

    @Override
    public ShardConnections connections() {
        return connections;
    }

    @Override
    public ServingShards shards() {
        return services.shards();
    }

    @Override
    public ClientOutput output() {
        return output;
    }

    @Override
    public ExecutionLimits limits() {
        return services.limits();
    }

    @Override
    public Sequences sequences() {
        return services.sequences();
    }

    @Override
    public Executor workers() {
        return services.planner();
    }

    @Override
    public SchemaChanges schemaChanges() {
        return services.schemaChanges();
    }

    /** Whether the session writes also what the shard that it has chosen does not own or serve. */
    boolean unownedWrites() {
        return unownedWrites;
    }

    void unownedWrites(boolean allowed) {
        unownedWrites = allowed;
    }

    /** The state that the session's statements run in. */
    ConnectionState state() {
        return connections.wanted();
    }
}

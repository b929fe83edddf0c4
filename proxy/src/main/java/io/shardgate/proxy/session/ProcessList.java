package io.shardgate.proxy.session;

import io.netty.channel.EventLoop;
import io.shardgate.proxy.exec.Guarded;
import io.shardgate.proxy.exec.ResultWriter;
import io.shardgate.proxy.exec.StatementResult;
import io.shardgate.proxy.exec.StatementText;
import io.shardgate.proxy.wire.ColumnDefinition;
import io.shardgate.proxy.wire.Command;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * SHOW PROCESSLIST: the sessions of this proxy, in the columns of a MySQL server.
 *
 * <p>Each session is asked on its own event loop, so that telling what it does costs it nothing while nobody asks. What
 * another user's session runs is not shown.
 */
final class ProcessList {

    /** What is shown of a statement without FULL. */
    private static final int SHORT_INFO = 100;

    private final Session asking;
    private final boolean full;
    private final StatementContext context;
    private final Map<Integer, List<@Nullable String>> rows = new ConcurrentHashMap<>();

    private ProcessList(Session asking, boolean full, StatementContext context) {
        this.asking = asking;
        this.full = full;
        this.context = context;
    }

    /** Writes the answer, later, on the asking session's event loop. */
    static void show(Session asking, boolean full, StatementContext context) {
        new ProcessList(asking, full, context).askAll();
    }

    private void askAll() {
        Collection<Session> sessions = asking.services().registry().open();
        AtomicInteger outstanding = new AtomicInteger(sessions.size());
        EventLoop loop = asking.eventLoop();
        for (Session session : sessions) {
            session.eventLoop().execute(() -> {
                if (!session.isClosed()) {
                    rows.put(session.connectionId(), describe(session));
                }
                if (outstanding.decrementAndGet() == 0) {
                    loop.execute(() -> Guarded.run(asking, context.completion(), this::answer));
                }
            });
        }
    }

    private List<@Nullable String> describe(Session session) {
        int command = session.runningCommand();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - session.sinceNanos());
        String target = session.targetAsTyped();
        return row(
                Integer.toUnsignedString(session.connectionId()),
                session.client().user(),
                hostAndPort(session.client().remoteAddress()),
                target.isEmpty() ? null : target,
                name(command),
                Long.toString(seconds),
                "",
                info(session, command));
    }

    private @Nullable String info(Session session, int command) {
        boolean mayBeSeen = session.client().user().equals(asking.client().user());
        boolean hasText = command == Command.QUERY || command == Command.STMT_EXECUTE;
        if (!mayBeSeen || !hasText) {
            return null;
        }
        StatementText text = session.queries().runningText();
        String sql = new String(text.bytes(), text.from(), text.to() - text.from(), StandardCharsets.UTF_8).strip();
        return full || sql.length() <= SHORT_INFO ? sql : sql.substring(0, SHORT_INFO);
    }

    private static String name(int command) {
        return switch (command) {
            case Command.SLEEP -> "Sleep";
            case Command.QUERY -> "Query";
            case Command.STMT_PREPARE -> "Prepare";
            case Command.STMT_EXECUTE -> "Execute";
            case Command.FIELD_LIST -> "Field List";
            case Command.RESET_CONNECTION -> "Reset Connection";
            default -> "Busy";
        };
    }

    private void answer() {
        List<ColumnDefinition> columns = List.of(
                ColumnDefinition.integer("Id"),
                ColumnDefinition.text("User"),
                ColumnDefinition.text("Host"),
                ColumnDefinition.text("db"),
                ColumnDefinition.text("Command"),
                ColumnDefinition.integer("Time"),
                ColumnDefinition.text("State"),
                ColumnDefinition.text("Info"));
        List<List<@Nullable String>> sorted = List.copyOf(new TreeMap<>(rows).values());
        ResultWriter.write(asking.output(), context.format(), columns, sorted);
        context.completion().succeeded(StatementResult.ofRows(sorted.size()));
    }

    private static String hostAndPort(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : address.toString();
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Collections.unmodifiableList(Arrays.asList(values));
    }
}

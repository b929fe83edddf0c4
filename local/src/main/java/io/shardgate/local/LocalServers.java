package io.shardgate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A set of servers of one flavour, by name. They are children of this process and listen on 127.0.0.1 only. Closing the
 * set ends them all; so does the end of this process, however it comes. Any thread may use it.
 */
public final class LocalServers implements ServerSource {

    /** Starting is mostly waiting, but each start keeps a core busy for a while. */
    private static final int PARALLEL = Math.max(2, Runtime.getRuntime().availableProcessors() + 1);

    private final CommandLines commands;
    private final PreparedData prepared;
    private final Accounts accounts;
    private final RunFolder runFolder;

    /** In the order of starting; guarded by itself. A null server is a name taken by one that is starting. */
    private final Map<String, @Nullable LocalServer> servers = new LinkedHashMap<>();

    /** Guarded by {@link #servers}. */
    private boolean closed;

    private LocalServers(CommandLines commands, PreparedData prepared, Accounts accounts, RunFolder runFolder) {
        this.commands = commands;
        this.prepared = prepared;
        this.accounts = accounts;
        this.runFolder = runFolder;
    }

    /** An empty set of what {@link FlavorChoice#choose} chose, with the standard accounts. */
    public static LocalServers open(FlavorChoice choice, CacheFolder cache) {
        return open(choice, cache, Accounts.standard());
    }

    public static LocalServers open(FlavorChoice choice, CacheFolder cache, Accounts accounts) {
        CommandLines commands = CommandLines.of(choice.flavor().install(cache), choice.version());
        return new LocalServers(
                commands, new PreparedData(cache, commands, accounts), accounts, RunFolder.in(cache.path()));
    }

    public ServerVersion version() {
        return commands.version();
    }

    @Override
    public LocalServer start(String name, ServerOptions options) {
        return start(ServerRequest.temporary(name, options));
    }

    /**
     * Starts one server and returns when it answers.
     *
     * @throws LocalServerException if it does not start, with the end of its log
     * @throws IllegalArgumentException if the set has a server of that name
     * @throws IllegalStateException if the set was closed
     */
    public LocalServer start(ServerRequest request) {
        synchronized (servers) {
            if (closed) {
                throw new IllegalStateException("These servers were closed; open a new set to start " + request.name());
            }
            if (servers.containsKey(request.name())) {
                throw new IllegalArgumentException("There is a server of the name " + request.name() + " already");
            }
            servers.put(request.name(), null);
        }
        try {
            Path folder = request.folder().isPresent()
                    ? makeFolder(request.folder().get())
                    : runFolder.newFolder(request.name());
            LocalServer server =
                    LocalServer.start(commands, accounts, request, folder, prepared, () -> forget(request.name()));
            if (!keep(server)) {
                server.close();
                throw new IllegalStateException("These servers were closed while " + server.name() + " started");
            }
            return server;
        } catch (RuntimeException e) {
            forget(request.name());
            throw e;
        }
    }

    private static Path makeFolder(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            CacheFolder.makePrivate(absolute);
            return absolute;
        } catch (IOException e) {
            throw new LocalServerException("Cannot make the folder " + absolute + " for a server's data: " + e, e);
        }
    }

    /**
     * Starts several servers at once, a few at a time, and returns them in order when all answer.
     *
     * @throws LocalServerException if any does not start; those that did stay until {@link #close}
     */
    public List<LocalServer> startAll(List<ServerRequest> requests) {
        return inParallel(requests, this::start);
    }

    private static <T, R> List<R> inParallel(Collection<T> items, Function<T, R> action) {
        ExecutorService executor = Executors.newFixedThreadPool(PARALLEL, runnable -> {
            Thread thread = new Thread(runnable, "shardgate-local-servers");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<CompletableFuture<R>> results = items.stream()
                    .map(item -> CompletableFuture.supplyAsync(() -> action.apply(item), executor))
                    .toList();
            // All are awaited before the first failure is told, so that nothing is still starting then.
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                    .exceptionally(failure -> null)
                    .join();
            return results.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            executor.shutdown();
        }
    }

    /**
     * The server of that name.
     *
     * @throws NoSuchElementException if there is none
     */
    public LocalServer server(String name) {
        synchronized (servers) {
            LocalServer server = servers.get(name);
            if (server == null) {
                throw new NoSuchElementException("No server of the name " + name + "; there are " + servers.keySet());
            }
            return server;
        }
    }

    /** All that answer or were stopped, in the order of starting. */
    public List<LocalServer> servers() {
        synchronized (servers) {
            List<LocalServer> all = new ArrayList<>();
            for (LocalServer server : servers.values()) {
                if (server != null) {
                    all.add(server);
                }
            }
            return List.copyOf(all);
        }
    }

    /** False when the set was closed meanwhile, and so has not closed this one. */
    private boolean keep(LocalServer server) {
        synchronized (servers) {
            servers.put(server.name(), server);
            return !closed;
        }
    }

    private void forget(String name) {
        synchronized (servers) {
            servers.remove(name);
        }
    }

    @Override
    public void close() {
        synchronized (servers) {
            closed = true;
        }
        inParallel(servers(), server -> {
            server.close();
            return server;
        });
        runFolder.delete();
    }
}

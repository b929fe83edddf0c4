package io.shardgate.admin.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code shardgate ctl [-server host:port] COMMAND ARGUMENTS...}: sends a command to the admin port, prints its output as it
 * comes, and ends with its exit code. What the command means is known there alone; here only the files are read that its
 * flags name, because they are on this machine.
 */
public final class Ctl {

    /** Where an admin process listens unless told otherwise. */
    public static final String DEFAULT_SERVER = "127.0.0.1:15000";

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String HELP = """
            Usage: shardgate ctl [-server host:port] COMMAND [ARGUMENTS...]
            Runs a command of the admin process, by default the one at %s.
            'shardgate ctl help' lists the commands; the admin process answers that.""".formatted(DEFAULT_SERVER);

    private final PrintStream out;
    private final PrintStream err;
    private final ProgressLine progress;

    /**
     * A client that prints.
     *
     * @param err takes what is no part of the command's output: warnings, errors and how far the command is
     * @param isTerminal whether somebody watches
     */
    public Ctl(PrintStream out, PrintStream err, boolean isTerminal) {
        this.out = out;
        this.err = err;
        this.progress = new ProgressLine(err, isTerminal);
    }

    /** Runs one command line, and gives the exit code for the process: 0 done, 1 failed, 2 called wrongly. Blocks. */
    public int run(List<String> arguments) {
        try {
            return send(CtlArguments.parse(arguments));
        } catch (CtlException e) {
            err.println(e.getMessage());
            return e.exitCode();
        }
    }

    private int send(CtlArguments arguments) {
        if (arguments.command().isEmpty()) {
            if (arguments.wantsHelp()) {
                out.println(HELP);
                return OK;
            }
            throw new CtlException(USAGE, "no command was given\n" + HELP);
        }
        ObjectNode body = MAPPER.createObjectNode();
        ArrayNode args = body.putArray("args");
        arguments.command().forEach(args::add);
        ObjectNode files = body.putObject("files");
        arguments.readFiles().forEach(files::put);
        HttpRequest request = HttpRequest.newBuilder(uri(arguments.server()))
                .header("Content-Type", "application/json")
                .header("Accept", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
                .build();
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        try {
            return print(client.send(request, HttpResponse.BodyHandlers.ofInputStream()), arguments.server());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new CtlException(
                    FAILED,
                    "no admin process answers at " + arguments.server()
                            + "; start one with 'shardgate admin' or 'shardgate demo', or name another with -server"
                            + " host:port");
        } catch (IOException e) {
            throw new CtlException(
                    FAILED,
                    "the connection to the admin process at " + arguments.server()
                            + " broke, and the command may have been done or not: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CtlException(FAILED, "interrupted; the command goes on in the admin process");
        }
    }

    private static URI uri(String server) {
        try {
            URI uri = new URI("http://" + server + "/api/command");
            if (uri.getHost() != null && uri.getPort() > 0) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new CtlException(USAGE, serverForm(server));
        }
        throw new CtlException(USAGE, serverForm(server));
    }

    private static String serverForm(String server) {
        return "-server is host:port, such as " + DEFAULT_SERVER + ", not '" + server + "'";
    }

    private int print(HttpResponse<InputStream> response, String server) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = parse(line);
                if (json == null || !json.isObject()) {
                    throw new CtlException(
                            FAILED, "what answers at " + server + " is not an admin process: it said " + line);
                }
                if (json.has("exit")) {
                    progress.clear();
                    return json.get("exit").intValue();
                }
                if (json.has("error")) {
                    throw new CtlException(FAILED, json.get("error").asText());
                }
                if (json.has("progress")) {
                    progress.show(
                            json.path("fraction").asDouble(),
                            json.get("progress").asText());
                } else {
                    progress.clear();
                    (json.has("out") ? out : err)
                            .println(json.path(json.has("out") ? "out" : "note").asText());
                }
            }
        }
        throw new IOException("the answer ended before the command did");
    }

    private static @Nullable JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            // Not an admin process; the caller says so with the line itself.
            return null;
        }
    }
}

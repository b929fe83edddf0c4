package io.shardgate.admin.http;

import io.shardgate.admin.command.CommandOutput;
import io.shardgate.admin.command.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A command's output as the answer to its request, each line sent as it comes. Confined to the request's thread.
 *
 * <p>As {@code application/x-ndjson}: {@code {"out": "line"}}, {@code {"note": "line"}},
 * {@code {"progress": "line", "fraction": 0.5}}, and at last {@code {"exit": 0}}. As
 * plain text: the lines, and at last {@code exit: 0}. The status is 200 once there was output; before that a command that was
 * called wrongly gives 400 and one that failed 422, so that {@code curl --fail} notices.
 *
 * <p>A client that goes away does not stop its command, which would leave things half-done; its output is dropped then.
 */
final class CommandAnswer implements CommandOutput {

    private static final Logger log = LoggerFactory.getLogger(CommandAnswer.class);

    private final Exchange exchange;
    private final boolean isJson;
    private final StringBuilder held = new StringBuilder();
    private @Nullable OutputStream stream;
    private boolean clientIsGone;

    CommandAnswer(Exchange exchange, boolean isJson) {
        this.exchange = exchange;
        this.isJson = isJson;
    }

    @Override
    public void line(String text) {
        text.lines().forEach(line -> write("out", line));
        flush(Exchange.OK);
    }

    @Override
    public void progress(double fraction, String text) {
        held.append(
                        isJson
                                ? Exchange.json(
                                        Exchange.object().put("progress", text).put("fraction", fraction))
                                : text)
                .append('\n');
        flush(Exchange.OK);
    }

    /** Held until the next line or the end, because the status is decided by whether the command failed. */
    @Override
    public void note(String text) {
        text.lines().forEach(line -> write("note", line));
        if (stream != null) {
            flush(Exchange.OK);
        }
    }

    void end(ExitCode exitCode) {
        held.append(isJson ? Exchange.json(Exchange.object().put("exit", exitCode.code())) : "exit: " + exitCode.code())
                .append('\n');
        flush(
                switch (exitCode) {
                    case OK -> Exchange.OK;
                    case FAILED -> Exchange.UNPROCESSABLE;
                    case USAGE -> Exchange.BAD_REQUEST;
                });
        if (stream != null && !clientIsGone) {
            try {
                stream.close();
            } catch (IOException e) {
                log.debug("the client of a command went away before its end", e);
            }
        }
    }

    private void write(String kind, String line) {
        held.append(isJson ? Exchange.json(Exchange.object().put(kind, line)) : line)
                .append('\n');
    }

    private void flush(int statusIfFirst) {
        byte[] bytes = held.toString().getBytes(StandardCharsets.UTF_8);
        held.setLength(0);
        if (clientIsGone) {
            return;
        }
        try {
            if (stream == null) {
                stream = exchange.stream(statusIfFirst, isJson ? Exchange.LINES_OF_JSON : Exchange.TEXT);
            }
            stream.write(bytes);
            stream.flush();
        } catch (IOException e) {
            clientIsGone = true;
            log.debug("the client of a command went away; the command goes on", e);
        }
    }
}

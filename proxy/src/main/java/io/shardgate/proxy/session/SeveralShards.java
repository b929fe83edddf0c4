package io.shardgate.proxy.session;

import io.shardgate.planner.ast.TokenView;
import io.shardgate.planner.lexer.Keyword;
import io.shardgate.planner.lexer.StatementKind;
import io.shardgate.planner.lexer.TokenKind;
import io.shardgate.planner.lexer.Tokens;
import io.shardgate.serving.snapshot.ResolvedShard;
import io.shardgate.vschema.error.SqlError;
import io.shardgate.vschema.error.SqlErrorException;
import java.util.Locale;
import java.util.Set;

/** Statements that are neither planned nor any one server's business, on a keyspace whose rows are on several shards. */
final class SeveralShards {

    /** What statements may start with that have no kind of their own. */
    private static final Set<String> RARE_VERBS = Set.of(
            "BINLOG",
            "CACHE",
            "CHANGE",
            "CLONE",
            "EXECUTE",
            "IMPORT",
            "INSTALL",
            "PURGE",
            "RESET",
            "RESTART",
            "SHUTDOWN",
            "START",
            "STOP",
            "UNINSTALL");

    private SeveralShards() {}

    /** Whether it reads no table, so that any server can run it. */
    static boolean isForAnyShard(Tokens tokens) {
        return tokens.statementKind() == StatementKind.DO && !readsTables(tokens);
    }

    /** Whether the statement may read a table. */
    static boolean readsTables(Tokens tokens) {
        for (int i = 0; i < tokens.count(); i++) {
            if (tokens.keyword(i) == Keyword.FROM || tokens.keyword(i) == Keyword.TABLE) {
                return true;
            }
        }
        return false;
    }

    /** Why the statement cannot run, and what to do instead. */
    static SqlErrorException refusal(Tokens tokens, ResolvedShard shard) {
        if (tokens.statementKind() == StatementKind.OTHER) {
            // No shard is asked, so a slip is found here.
            TokenView view = new TokenView(tokens);
            if (RARE_VERBS.stream().noneMatch(verb -> view.is(0, verb))) {
                return view.syntaxError(0);
            }
        }
        return SqlError.UNSUPPORTED_QUERY.exception("%s on keyspace %s, which has several shards; %s"
                .formatted(words(tokens), shard.keyspace(), advice(tokens, shard)));
    }

    private static String advice(Tokens tokens, ResolvedShard shard) {
        return switch (tokens.statementKind()) {
            case CREATE_DATABASE, DROP_DATABASE ->
                "a database is a keyspace here, which CreateKeyspace and DeleteKeyspace of the admin port make and drop";
            case ACCOUNT ->
                "clients are in the proxy's users file; accounts of the servers change by ExecuteFetchAsDba of the admin port";
            case SET -> "a variable of a server changes by ExecuteFetchAsDba of the admin port";
            case PREPARE, EXECUTE, DEALLOCATE -> "prepare it with the driver's own call, not as SQL text";
            default -> "USE one of them, such as " + shard.keyspace() + ":" + shard.shard() + ", and send it to each";
        };
    }

    /** The first words, as the client wrote them. */
    static String words(Tokens tokens) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < Math.min(2, tokens.count()) && tokens.kind(i) == TokenKind.WORD; i++) {
            words.append(i == 0 ? "" : " ").append(tokens.text(i).toUpperCase(Locale.ROOT));
        }
        return words.toString();
    }
}

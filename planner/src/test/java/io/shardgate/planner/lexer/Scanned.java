package io.shardgate.planner.lexer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What tests see of a scanned text. */
final class Scanned {

    private Scanned() {}

    static Fingerprint scan(String sql) {
        return scan(sql, LexerMode.standard());
    }

    static Fingerprint scan(String sql, LexerMode mode) {
        return scan(sql.getBytes(StandardCharsets.UTF_8), mode);
    }

    static Fingerprint scan(byte[] sql, LexerMode mode) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.scan(sql, 0, sql.length, mode);
        return fingerprint;
    }

    static FingerprintKey key(String sql) {
        return scan(sql).copyKey();
    }

    /** Each token as its kind and its text. */
    static List<String> tokens(Tokens tokens) {
        List<String> described = new ArrayList<>();
        for (int i = 0; i < tokens.count(); i++) {
            described.add(tokens.kind(i) + " " + tokens.text(i));
        }
        return described;
    }

    static List<String> tokens(String sql) {
        return tokens(scan(sql));
    }

    static List<String> tokens(String sql, LexerMode mode) {
        return tokens(scan(sql, mode));
    }

    static LexerMode mode(LexerMode.SqlMode... modes) {
        return LexerMode.of(Set.of(modes), ClientCharset.UTF8MB4, ServerSyntax.mysql(80036));
    }

    static LexerMode mariadb() {
        return LexerMode.standard().withSyntax(ServerSyntax.mariadb(110405));
    }

    /** The elements of a list or of rows: each as its kind and its text. */
    static List<String> elements(Tokens tokens, int list) {
        List<String> described = new ArrayList<>();
        for (int i = 0; i < tokens.listSize(list); i++) {
            int start = tokens.elementStart(list, i);
            int length = tokens.elementEnd(list, i) - start;
            String text = new String(tokens.bytes(), start, length, StandardCharsets.UTF_8);
            described.add(tokens.elementKind(list, i) + " " + text);
        }
        return described;
    }

    static int find(Tokens tokens, TokenKind kind) {
        for (int i = 0; i < tokens.count(); i++) {
            if (tokens.kind(i) == kind) {
                return i;
            }
        }
        throw new AssertionError("no " + kind + " in " + tokens(tokens));
    }
}

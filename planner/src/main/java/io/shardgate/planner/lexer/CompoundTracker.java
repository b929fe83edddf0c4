package io.shardgate.planner.lexer;

import java.util.Arrays;

/**
 * Knows, token by token, whether a semicolon ends the statement or a part of a compound body.
 *
 * <p>Only CREATE of a stored program, ALTER EVENT and, on MariaDB, a compound statement on its own can have such a body.
 * In it a word opens a block only where a statement may begin, so that IF() and REPEAT() as functions, FOR UPDATE, or a
 * column called end do not count. END closes a block there too, a CASE expression anywhere.
 */
final class CompoundTracker {

    private enum Phase {
        /** Nothing has been read. */
        FIRST_WORD,
        /** CREATE or ALTER has been read; what is created is not known yet. */
        CREATING,
        /** BEGIN has been read; MariaDB's NOT ATOMIC may follow. */
        AFTER_BEGIN,
        /** A first word that could be a label. */
        AFTER_LABEL,
        /** In a program, but not in a block. */
        HEADER,
        /** In a program whose body is one simple statement, so far. */
        SIMPLE_BODY,
        /** No semicolon is inside anything. */
        PLAIN
    }

    private enum Block {
        BEGIN,
        IF,
        CASE,
        CASE_EXPRESSION,
        LOOP,
        WHILE,
        REPEAT,
        FOR
    }

    private Phase phase = Phase.FIRST_WORD;
    private boolean isMariadb;
    private Block[] stack = new Block[8];
    private int depth;
    private boolean mayStatementBegin;
    private boolean isAfterEnd;
    private boolean hasUntil;
    private boolean isAlter;
    private Keyword previous = Keyword.NONE;

    void start(ServerSyntax.Flavor flavor) {
        phase = Phase.FIRST_WORD;
        isMariadb = flavor == ServerSyntax.Flavor.MARIADB;
        depth = 0;
        mayStatementBegin = false;
        isAfterEnd = false;
        hasUntil = false;
        isAlter = false;
        previous = Keyword.NONE;
    }

    /** Whether a semicolon here would be part of the statement. */
    boolean isInside() {
        return depth > 0;
    }

    void onToken(int kind, int keyword, byte firstByte) {
        if (phase == Phase.PLAIN || (kind >= Scanner.HINT && kind <= Scanner.EXECUTABLE_CLOSE)) {
            return;
        }
        Keyword word = kind == Scanner.WORD ? Keyword.at(keyword) : Keyword.NONE;
        switch (phase) {
            case FIRST_WORD -> phase = afterFirst(kind, word);
            case CREATING -> creating(word);
            case AFTER_BEGIN -> afterBegin(word);
            case AFTER_LABEL -> afterLabel(kind, firstByte);
            case HEADER, SIMPLE_BODY -> inProgram(kind, word, firstByte);
            case PLAIN -> {}
        }
        previous = word;
    }

    private Phase afterFirst(int kind, Keyword word) {
        return switch (word) {
            case CREATE -> Phase.CREATING;
            case ALTER -> {
                isAlter = true;
                yield Phase.CREATING;
            }
            case BEGIN -> isMariadb ? Phase.AFTER_BEGIN : Phase.PLAIN;
            case IF, CASE, LOOP, WHILE, REPEAT, FOR -> isMariadb ? compound(kind, word) : Phase.PLAIN;
            default -> {
                boolean mayBeLabel = isMariadb && (kind == Scanner.WORD || kind == Scanner.QUOTED_IDENTIFIER);
                yield mayBeLabel ? Phase.AFTER_LABEL : Phase.PLAIN;
            }
        };
    }

    private Phase compound(int kind, Keyword word) {
        mayStatementBegin = true;
        inProgram(kind, word, (byte) 0);
        return Phase.HEADER;
    }

    private void afterBegin(Keyword word) {
        if (word == Keyword.NOT) {
            phase = Phase.HEADER;
            push(Block.BEGIN);
        } else {
            phase = Phase.PLAIN;
        }
    }

    private void afterLabel(int kind, byte firstByte) {
        if (kind == Scanner.OPERATOR && firstByte == ':') {
            mayStatementBegin = true;
            phase = Phase.HEADER;
        } else {
            phase = Phase.PLAIN;
        }
    }

    private void creating(Keyword word) {
        switch (word) {
            case EVENT -> phase = Phase.HEADER;
            case PROCEDURE, FUNCTION, TRIGGER, PACKAGE -> phase = isAlter ? Phase.PLAIN : Phase.HEADER;
            case TABLE, VIEW, INDEX, DATABASE, SCHEMA, USER, ROLE, TEMPORARY -> phase = Phase.PLAIN;
            default -> {}
        }
    }

    private void inProgram(int kind, Keyword word, byte firstByte) {
        boolean mayBegin = mayStatementBegin;
        boolean wasAfterEnd = isAfterEnd;
        mayStatementBegin = false;
        isAfterEnd = false;
        if (kind == Scanner.SEMICOLON) {
            mayStatementBegin = true;
            return;
        }
        if (kind == Scanner.OPERATOR && firstByte == ':') {
            // A label stands where its statement may begin.
            mayStatementBegin = true;
            return;
        }
        boolean isBlockName = word == Keyword.IF
                || word == Keyword.CASE
                || word == Keyword.LOOP
                || word == Keyword.WHILE
                || word == Keyword.REPEAT
                || word == Keyword.FOR;
        if (wasAfterEnd && isBlockName) {
            return;
        }
        switch (word) {
            case BEGIN -> begin(mayBegin);
            case IF -> open(Block.IF, mayBegin || isHeaderIf());
            case LOOP -> open(Block.LOOP, mayBegin || isHeader());
            case WHILE -> open(Block.WHILE, mayBegin || isHeader());
            case REPEAT -> open(Block.REPEAT, mayBegin || isHeader());
            case FOR -> open(Block.FOR, mayBegin);
            case CASE -> push(mayBegin ? Block.CASE : Block.CASE_EXPRESSION);
            case END -> end(mayBegin);
            case UNTIL -> hasUntil = true;
            case THEN, ELSE -> mayStatementBegin = depth == 0 || stack[depth - 1] != Block.CASE_EXPRESSION;
            case DO -> mayStatementBegin = true;
            case ROW -> mayStatementBegin = previous == Keyword.EACH;
            case HANDLER -> {}
            case SELECT, INSERT, UPDATE, DELETE, REPLACE, CALL, RETURN, SIGNAL -> simple();
            default -> mayStatementBegin = mayBegin && isLabelOrOrder(kind);
        }
        if (word == Keyword.ATOMIC) {
            mayStatementBegin = true;
        }
    }

    /** {@code FOLLOWS t} and {@code PRECEDES t} stand between FOR EACH ROW and the body; so may a label. */
    private boolean isLabelOrOrder(int kind) {
        boolean isFirst = phase == Phase.HEADER && depth == 0;
        return isFirst && (kind == Scanner.WORD || kind == Scanner.QUOTED_IDENTIFIER);
    }

    private boolean isHeader() {
        return phase == Phase.HEADER && depth == 0;
    }

    /** Not yet IF NOT EXISTS: that IF comes directly after the kind of program. */
    private boolean isHeaderIf() {
        return isHeader()
                && switch (previous) {
                    case PROCEDURE, FUNCTION, TRIGGER, EVENT, PACKAGE -> false;
                    default -> true;
                };
    }

    private void simple() {
        if (depth == 0 && phase == Phase.HEADER) {
            phase = Phase.SIMPLE_BODY;
        }
    }

    private void begin(boolean mayBegin) {
        boolean isHandlerBody = depth > 0 && stack[depth - 1] != Block.CASE_EXPRESSION && previous != Keyword.XA;
        if (mayBegin || depth == 0 || isHandlerBody) {
            push(Block.BEGIN);
            mayStatementBegin = true;
        }
    }

    private void open(Block block, boolean isStatement) {
        if (isStatement) {
            push(block);
            mayStatementBegin = block == Block.LOOP || block == Block.REPEAT;
        }
    }

    private void end(boolean mayBegin) {
        if (depth == 0) {
            return;
        }
        Block top = stack[depth - 1];
        boolean isRepeatEnd = top == Block.REPEAT && hasUntil;
        if (top == Block.CASE_EXPRESSION || mayBegin || isRepeatEnd) {
            depth--;
            isAfterEnd = true;
            if (isRepeatEnd) {
                hasUntil = false;
            }
        }
    }

    private void push(Block block) {
        if (depth == stack.length) {
            stack = Arrays.copyOf(stack, depth * 2);
        }
        stack[depth++] = block;
    }
}

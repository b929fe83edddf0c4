package io.shardgate.planner.ast;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.AbstractJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Select;

/** Reads queries into our own tree. */
public final class QueryParser {

    private static final Pattern COLUMN = Pattern.compile("column ([0-9]+)");

    private QueryParser() {}

    /**
     * Reads the query that the tokens from one index to another are.
     *
     * @throws io.shardgate.vschema.error.SqlErrorException UNSUPPORTED_QUERY when it cannot be read, or not rightly
     */
    public static Query parse(TokenView view, int from, int to) {
        return read(view, Normalizer.normalize(view, from, to), from);
    }

    /**
     * Reads a query that is given in parts of the statement: an UPDATE's assigned expressions as the select list, its tables as
     * FROM, and so on.
     *
     * @param parts text of our own, or token indexes in pairs
     */
    public static Query parse(TokenView view, Part... parts) {
        var text = new StringBuilder();
        int first = -1;
        for (Part part : parts) {
            text.append(part.text());
            if (part.from() < part.to()) {
                text.append(Normalizer.normalize(view, part.from(), part.to()));
                first = first < 0 ? part.from() : first;
            }
        }
        return read(view, text.toString(), Math.max(first, 0));
    }

    /** Some text of our own, and tokens after it. */
    public record Part(String text, int from, int to) {
        public static Part text(String text) {
            return new Part(text, 0, 0);
        }

        public static Part tokens(int from, int to) {
            return new Part("", from, to);
        }
    }

    private static Query read(TokenView view, String normalized, int first) {
        Statement statement;
        try {
            CCJSqlParser parser = CCJSqlParserUtil.newParser(normalized).withDialect(AbstractJSqlParser.Dialect.MYSQL);
            statement = parser.Statement();
            // It stops without a word at what it does not expect after a complete statement.
            if (parser.getNextToken().kind != 0) {
                throw view.unreadable(first);
            }
        } catch (ParseException e) {
            throw view.unreadable(place(view, normalized, String.valueOf(e.getMessage()), first));
        } catch (TokenMgrException e) {
            throw view.unreadable(first);
        }
        if (!(statement instanceof Select select)) {
            throw view.unreadable(first);
        }
        return new QueryReader(view).read(select);
    }

    /** The token that the parser stumbled over: the last ordinal in the text before that column. */
    private static int place(TokenView view, String normalized, String message, int first) {
        Matcher column = COLUMN.matcher(message);
        if (!column.find()) {
            return first;
        }
        int end = Math.min(normalized.length(), Integer.parseInt(column.group(1)) - 1);
        Matcher ordinals = Pattern.compile("[if]?([0-9]+)").matcher(normalized.substring(0, end));
        int ordinal = -1;
        while (ordinals.find()) {
            ordinal = Integer.parseInt(ordinals.group(1));
        }
        return ordinal < view.start() || ordinal >= view.end() ? first : view.index(ordinal) + 1;
    }
}

package io.shardgate.vschema.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads information_schema's COLUMN_TYPE: a word, perhaps arguments in parentheses, perhaps attributes. */
final class ColumnTypeParser {

    private final String text;
    private int position;

    private ColumnTypeParser(String text) {
        this.text = text;
    }

    static ColumnType parse(String columnType, @Nullable Collation collation) {
        return new ColumnTypeParser(columnType.strip()).parse(collation);
    }

    private ColumnType parse(@Nullable Collation collation) {
        while (position < text.length() && isWordCharacter(text.charAt(position))) {
            position++;
        }
        TypeName name = TypeName.find(text.substring(0, position)).orElse(TypeName.UNKNOWN);
        List<String> arguments = arguments();
        String attributes = text.substring(position).toLowerCase(Locale.ROOT);
        boolean unsigned = attributes.contains("unsigned") || attributes.contains("zerofill");
        boolean hasMembers = name.family() == TypeName.Family.MEMBERS;
        return new ColumnType(
                name,
                unsigned,
                hasMembers ? 0 : number(arguments, 0),
                hasMembers ? 0 : number(arguments, 1),
                hasMembers ? arguments : List.of(),
                collation);
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static int number(List<String> arguments, int index) {
        if (index >= arguments.size() || !arguments.get(index).matches("[0-9]{1,9}")) {
            return 0;
        }
        return Integer.parseInt(arguments.get(index));
    }

    /** What stands in parentheses, cut at commas; members come without their quotes. */
    private List<String> arguments() {
        var arguments = new ArrayList<String>();
        if (position == text.length() || text.charAt(position) != '(') {
            return arguments;
        }
        position++;
        var argument = new StringBuilder();
        while (position < text.length() && text.charAt(position) != ')') {
            char c = text.charAt(position++);
            if (c == '\'') {
                quoted(argument);
            } else if (c == ',') {
                arguments.add(argument.toString());
                argument.setLength(0);
            } else if (c != ' ') {
                argument.append(c);
            }
        }
        arguments.add(argument.toString());
        position = Math.min(position + 1, text.length());
        return arguments;
    }

    /** A quote inside is doubled; nothing else is escaped in COLUMN_TYPE. */
    private void quoted(StringBuilder member) {
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c != '\'') {
                member.append(c);
            } else if (position < text.length() && text.charAt(position) == '\'') {
                member.append(c);
                position++;
            } else {
                return;
            }
        }
    }
}

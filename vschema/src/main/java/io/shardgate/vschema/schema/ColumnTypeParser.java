package io.shardgate.vschema.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads information_schema's COLUMN_TYPE: a word, perhaps arguments in parentheses, perhaps attributes. */
final class ColumnTypeParser {

    private static final Pattern TYPE = Pattern.compile("\\s*(\\w+)\\s*(?:\\((.*)\\))?([^()]*)", Pattern.DOTALL);

    /** A quote inside a member is doubled; nothing else is escaped in COLUMN_TYPE. */
    private static final Pattern MEMBER = Pattern.compile("'((?:[^']|'')*+)'");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private ColumnTypeParser() {}

    static ColumnType parse(String columnType, @Nullable Collation collation) {
        Matcher matcher = TYPE.matcher(columnType);
        if (!matcher.matches()) {
            return new ColumnType(TypeName.UNKNOWN, false, 0, 0, List.of(), collation);
        }
        TypeName name = TypeName.find(matcher.group(1)).orElse(TypeName.UNKNOWN);
        String arguments = matcher.group(2) == null ? "" : matcher.group(2);
        if (name.family() == TypeName.Family.MEMBERS) {
            return new ColumnType(name, false, 0, 0, members(arguments), collation);
        }
        String attributes = matcher.group(3).toLowerCase(Locale.ROOT);
        boolean unsigned = attributes.contains("unsigned") || attributes.contains("zerofill");
        String[] numbers = arguments.split(",", -1);
        return new ColumnType(name, unsigned, number(numbers, 0), number(numbers, 1), List.of(), collation);
    }

    private static int number(String[] arguments, int index) {
        if (index >= arguments.length
                || !NUMBER.matcher(arguments[index].strip()).matches()) {
            return 0;
        }
        return Integer.parseInt(arguments[index].strip());
    }

    private static List<String> members(String arguments) {
        var members = new ArrayList<String>();
        Matcher member = MEMBER.matcher(arguments);
        while (member.find()) {
            members.add(member.group(1).replace("''", "'"));
        }
        return members;
    }
}

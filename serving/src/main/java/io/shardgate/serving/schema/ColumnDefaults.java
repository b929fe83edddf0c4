package io.shardgate.serving.schema;

import io.shardgate.vschema.schema.ColumnDefault;
import io.shardgate.vschema.schema.ColumnSchema;
import io.shardgate.vschema.schema.ColumnType;
import io.shardgate.vschema.schema.TypeName;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads COLUMN_DEFAULT and EXTRA of information_schema.COLUMNS, which the flavours print differently. */
final class ColumnDefaults {

    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private ColumnDefaults() {}

    /** MySQL prints a constant without quotes, and marks an expression in EXTRA. */
    static ColumnDefault ofMySql(@Nullable String text, boolean isNullable, ColumnType type, String extra) {
        if (text == null) {
            return absent(isNullable);
        }
        // Before 8.0 CURRENT_TIMESTAMP was not marked; a time cannot be that text otherwise.
        boolean isNow = type.family() == TypeName.Family.TEMPORAL
                && text.toUpperCase(Locale.ROOT).startsWith("CURRENT_TIMESTAMP");
        // The constant of a BIT is printed as b'101'.
        boolean isBits = type.family() == TypeName.Family.BIT;
        return isNow || isBits || extra.toUpperCase(Locale.ROOT).contains("DEFAULT_GENERATED")
                ? new ColumnDefault.Expression(text)
                : new ColumnDefault.Literal(text);
    }

    /** MariaDB prints SQL: quoted texts, bare numbers, expressions, and the word NULL. */
    static ColumnDefault ofMariaDb(@Nullable String text, boolean isNullable) {
        if (text == null) {
            return absent(isNullable);
        }
        if (text.equalsIgnoreCase("NULL")) {
            return ColumnDefault.Null.NULL;
        }
        if (text.length() >= 2 && text.startsWith("'") && text.endsWith("'")) {
            return new ColumnDefault.Literal(unquote(text.substring(1, text.length() - 1)));
        }
        return NUMBER.matcher(text).matches() ? new ColumnDefault.Literal(text) : new ColumnDefault.Expression(text);
    }

    static Set<ColumnSchema.Attribute> attributes(String extra) {
        String words = extra.toLowerCase(Locale.ROOT);
        Set<ColumnSchema.Attribute> attributes = EnumSet.noneOf(ColumnSchema.Attribute.class);
        if (words.contains("auto_increment")) {
            attributes.add(ColumnSchema.Attribute.AUTO_INCREMENT);
        }
        if (words.contains("virtual generated")) {
            attributes.add(ColumnSchema.Attribute.GENERATED_VIRTUAL);
        }
        // MariaDB before 10.2 says persistent.
        if (words.contains("stored generated") || words.contains("persistent")) {
            attributes.add(ColumnSchema.Attribute.GENERATED_STORED);
        }
        if (words.contains("invisible")) {
            attributes.add(ColumnSchema.Attribute.INVISIBLE);
        }
        if (words.contains("on update current_timestamp")) {
            attributes.add(ColumnSchema.Attribute.ON_UPDATE_CURRENT_TIMESTAMP);
        }
        return attributes;
    }

    private static ColumnDefault absent(boolean isNullable) {
        return isNullable ? ColumnDefault.Null.NULL : ColumnDefault.none();
    }

    private static String unquote(String inside) {
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < inside.length()) {
            char c = inside.charAt(i);
            boolean isPair = i + 1 < inside.length() && (c == '\\' || (c == '\'' && inside.charAt(i + 1) == '\''));
            if (!isPair) {
                text.append(c);
                i++;
                continue;
            }
            char next = inside.charAt(i + 1);
            text.append(c == '\\' ? unescape(next) : next);
            i += 2;
        }
        return text.toString();
    }

    private static char unescape(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> '\0';
            default -> escaped;
        };
    }
}

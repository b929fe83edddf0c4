package io.shardgate.proxy.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The collations and character sets that MySQL 8 and MariaDB know, by id and by name.
 *
 * <p>Names are found in any case, and with {@code utf8} for {@code utf8mb3}, as servers do.
 */
public final class Collations {

    private static final String UTF8 = "utf8";
    private static final String UTF8MB3 = "utf8mb3";

    private static final Map<String, CharacterSet> CHARACTER_SETS = readCharacterSets();
    private static final Map<Integer, Collation> BY_ID = new HashMap<>();
    private static final Map<String, Collation> BY_NAME = new HashMap<>();
    private static final Map<String, Collation> MYSQL_DEFAULTS = new HashMap<>();
    private static final Map<String, Collation> MARIADB_DEFAULTS = new HashMap<>();

    static {
        readCollations();
    }

    private Collations() {}

    public static Optional<Collation> find(int id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** A name that means different collations to MySQL and MariaDB means MySQL's here. */
    public static Optional<Collation> find(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(BY_NAME.get(key.startsWith(UTF8 + "_") ? UTF8MB3 + key.substring(4) : key));
    }

    public static Optional<CharacterSet> findCharacterSet(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(CHARACTER_SETS.get(key.equals(UTF8) ? UTF8MB3 : key));
    }

    /** What {@code SET NAMES} of this set selects in MySQL 8. */
    public static Collation defaultOf(CharacterSet characterSet) {
        return defaultOf(characterSet, MYSQL_DEFAULTS, MARIADB_DEFAULTS);
    }

    /** What {@code SET NAMES} of this set selects in MariaDB 11.4. */
    public static Collation mariaDbDefaultOf(CharacterSet characterSet) {
        return defaultOf(characterSet, MARIADB_DEFAULTS, MYSQL_DEFAULTS);
    }

    private static Collation defaultOf(
            CharacterSet characterSet, Map<String, Collation> first, Map<String, Collation> second) {
        Collation found = first.get(characterSet.name());
        if (found == null) {
            found = second.get(characterSet.name());
        }
        if (found == null) {
            throw new IllegalArgumentException("no server has the character set " + characterSet.name());
        }
        return found;
    }

    private static Map<String, CharacterSet> readCharacterSets() {
        Map<String, CharacterSet> sets = new HashMap<>();
        for (String[] row : rows("character-sets.tsv", 4)) {
            CharacterSet.Backslash backslash = CharacterSet.Backslash.valueOf(row[2].toUpperCase(Locale.ROOT));
            // A Java runtime may be built without the extended charsets.
            Optional<Charset> java = !row[3].equals("-") && Charset.isSupported(row[3])
                    ? Optional.of(Charset.forName(row[3]))
                    : Optional.empty();
            sets.put(row[0], new CharacterSet(row[0], Integer.parseInt(row[1]), backslash, java));
        }
        return Map.copyOf(sets);
    }

    private static void readCollations() {
        for (String[] row : rows("collations.tsv", 5)) {
            CharacterSet characterSet = CHARACTER_SETS.get(row[1]);
            if (characterSet == null) {
                throw new IllegalStateException("collation " + row[0] + " is of an unknown character set, " + row[1]);
            }
            String mariaDbName = row[3].equals("-") ? row[2] : row[3];
            Collation collation = new Collation(Integer.parseInt(row[0]), row[2], mariaDbName, characterSet);
            BY_ID.put(collation.id(), collation);
            // Rows are in order of id, and MySQL's collations have the lower ids.
            BY_NAME.putIfAbsent(collation.name(), collation);
            BY_NAME.putIfAbsent(mariaDbName, collation);
            if (row[4].equals("mysql") || row[4].equals("both")) {
                MYSQL_DEFAULTS.put(row[1], collation);
            }
            if (row[4].equals("mariadb") || row[4].equals("both")) {
                MARIADB_DEFAULTS.put(row[1], collation);
            }
        }
    }

    private static List<String[]> rows(String resource, int columns) {
        try (InputStream in = Collations.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", columns))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.shardgate.admin.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Spells flags as a command declares them: {@code --dry-run}, {@code -dry-run} and {@code -dry_run} are all accepted. What is
 * not one of the command's flags is left alone, because it may be a value, such as the shard -80.
 */
final class Arguments {

    private final Map<String, String> declared = new HashMap<>();

    Arguments(Iterable<String> optionNames) {
        optionNames.forEach(name -> declared.put(key(name), name));
    }

    List<String> spell(List<String> arguments) {
        List<String> spelt = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            String value = equals < 0 ? "" : argument.substring(equals);
            Optional<String> option = name.startsWith("-") ? find(name) : Optional.empty();
            spelt.add(option.map(known -> known + value).orElse(argument));
        }
        return spelt;
    }

    private Optional<String> find(String name) {
        String key = key(name);
        return key.startsWith("-") ? Optional.empty() : Optional.ofNullable(declared.get(key));
    }

    private static String key(String name) {
        String withoutDashes = name.startsWith("--") ? name.substring(2) : name.substring(1);
        return withoutDashes.replace('_', '-').toLowerCase(Locale.ROOT);
    }
}

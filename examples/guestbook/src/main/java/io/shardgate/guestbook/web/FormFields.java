package io.shardgate.guestbook.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a query or of a posted form, in order. */
record FormFields(List<Field> fields) {

    record Field(String name, String value) {}

    FormFields {
        fields = List.copyOf(fields);
    }

    /**
     * Reads {@code application/x-www-form-urlencoded}.
     *
     * @throws IllegalArgumentException if a percent sign is followed by no number
     */
    static FormFields parse(@Nullable String encoded) {
        List<Field> fields = new ArrayList<>();
        if (encoded != null) {
            for (String field : encoded.split("&", -1)) {
                int equals = field.indexOf('=');
                fields.add(
                        equals < 0
                                ? new Field(decode(field), "")
                                : new Field(decode(field.substring(0, equals)), decode(field.substring(equals + 1))));
            }
        }
        return new FormFields(fields);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .findFirst();
    }
}

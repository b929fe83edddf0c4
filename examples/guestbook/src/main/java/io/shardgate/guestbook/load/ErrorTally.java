package io.shardgate.guestbook.load;

import io.shardgate.guestbook.message.OutcomeUnknownException;
import io.shardgate.guestbook.message.PlainWords;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts errors by kind, and keeps the first message of each. Any thread may use it. */
final class ErrorTally {

    private final Clock clock;
    private final Map<String, ErrorKind> kinds = new ConcurrentHashMap<>();

    ErrorTally(Clock clock) {
        this.clock = clock;
    }

    void add(String operation, SQLException failure) {
        String outcome = failure instanceof OutcomeUnknownException ? ", outcome unknown" : "";
        add(
                "%s: %d (%s)%s".formatted(operation, failure.getErrorCode(), failure.getSQLState(), outcome),
                PlainWords.detail(failure));
    }

    void add(String kind, String message) {
        kinds.compute(
                kind,
                (key, known) -> known == null ? new ErrorKind(key, 1, message, clock.instant()) : known.oneMore());
    }

    long count() {
        return kinds.values().stream().mapToLong(ErrorKind::count).sum();
    }

    /** In the order of their first appearance. */
    List<ErrorKind> kinds() {
        return kinds.values().stream()
                .sorted(Comparator.comparing(ErrorKind::first).thenComparing(ErrorKind::kind))
                .toList();
    }
}

package io.shardgate.admin.http;

import java.util.List;

/** What this process can say about being of use now. Asked on request threads; must be quick. */
@FunctionalInterface
public interface Readiness {

    /** Why it is not, as sentences; empty when it is. */
    List<String> problems();
}

package io.shardgate.proxy.config;

import com.fasterxml.jackson.annotation.JsonCreator;

/** A password or its like, which no log and no dump of the configuration shows. */
public record Secret(String value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret {}

    @Override
    public String toString() {
        return "***";
    }
}

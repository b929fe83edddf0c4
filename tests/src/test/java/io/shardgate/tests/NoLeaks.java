package io.shardgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a class of tests after which a buffer was found that nobody had released. Registered for all classes. */
public final class NoLeaks implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(LeakCollector.take())
                .as("buffers that were not released, in this class or one before it")
                .isEmpty();
    }
}

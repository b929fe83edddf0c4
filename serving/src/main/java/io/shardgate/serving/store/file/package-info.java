/**
 * The embedded store: a directory with a journal, for one process at a time.
 *
 * <p>Start from {@link io.shardgate.serving.store.file.FileStore}. What was acknowledged survives the death of the process and
 * of the machine; what was not is either whole or absent.
 */
@NullMarked
package io.shardgate.serving.store.file;

import org.jspecify.annotations.NullMarked;

/**
 * The store over HTTP: what an admin process answers to proxies, and the client that they use.
 *
 * <p>Start from {@link io.shardgate.serving.store.remote.StoreApi}, which describes the requests, and
 * {@link io.shardgate.serving.store.remote.RemoteStore}. Bodies are JSON in UTF-8; a watch is answered by lines of JSON.
 */
@NullMarked
package io.shardgate.serving.store.remote;

import org.jspecify.annotations.NullMarked;

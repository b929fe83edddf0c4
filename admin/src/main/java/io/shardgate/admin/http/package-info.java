/**
 * The admin port: commands, health, metrics, the page, and the topology store for proxies in other processes.
 *
 * <p>Start from {@link io.shardgate.admin.http.AdminServer}. Requests are answered on threads of their own, which may block.
 */
@NullMarked
package io.shardgate.admin.http;

import org.jspecify.annotations.NullMarked;

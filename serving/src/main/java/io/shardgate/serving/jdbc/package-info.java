/**
 * Connections of the control plane to the MySQL servers: accounts, and tiny pools.
 *
 * <p>Start from {@link io.shardgate.serving.jdbc.JdbcPools}. Everything blocks; the data path does not come here.
 */
@NullMarked
package io.shardgate.serving.jdbc;

import org.jspecify.annotations.NullMarked;

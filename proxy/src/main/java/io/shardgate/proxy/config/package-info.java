/**
 * The proxy's configuration: immutable records, read from YAML once.
 *
 * <p>Start from {@link io.shardgate.proxy.config.ProxyConfig}. Everything wrong with a file is a
 * {@link io.shardgate.proxy.config.ConfigException} that names file, line and key; an unknown key is wrong. Knows
 * nothing of what the values are used for.
 */
@NullMarked
package io.shardgate.proxy.config;

import org.jspecify.annotations.NullMarked;

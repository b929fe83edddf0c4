/**
 * The commands of the admin port: one class each, named as the operator types it.
 *
 * <p>Start from {@link io.shardgate.admin.command.Commands}, which finds a command, parses its arguments and runs it against
 * a {@link io.shardgate.admin.command.ControlPlane}. Names, flags and output follow Vitess where Vitess has the command.
 * Everything blocks.
 */
@NullMarked
package io.shardgate.admin.command;

import org.jspecify.annotations.NullMarked;

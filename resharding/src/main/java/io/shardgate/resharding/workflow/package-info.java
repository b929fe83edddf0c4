/** What is being resharded, by the topology: which streams there are to be, and those that run. */
@org.jspecify.annotations.NullMarked
package io.shardgate.resharding.workflow;

package io.shardgate.admin.command;

/**
 * The content of a file of the operator's.
 *
 * @param name as the operator typed it, for messages
 */
record NamedText(String name, String text) {}

package io.shardgate.admin.replication;

import io.shardgate.serving.jdbc.Account;
import io.shardgate.serving.jdbc.ServerAccess;

/** Where a replica replicates from, and as whom. */
public record ReplicationSource(String host, int port, Account account, ServerAccess.Tls tls) {}

package io.shardgate.proxy.auth;

import io.shardgate.local.BundledMySql;

class MySqlBackendHandshakeIT extends BackendHandshakeContract {

    MySqlBackendHandshakeIT() {
        super(new BundledMySql());
    }
}

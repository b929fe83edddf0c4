package io.shardgate.proxy.auth;

import io.shardgate.local.BundledMariaDb;

class MariaDbBackendHandshakeIT extends BackendHandshakeContract {

    MariaDbBackendHandshakeIT() {
        super(new BundledMariaDb());
    }
}

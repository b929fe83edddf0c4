package io.shardgate.local;

class LocalMySqlContractIT extends DatabaseServerContract {

    @Override
    ServerSource openSource() {
        return LocalFlavors.open(new BundledMySql());
    }
}

package io.shardgate.local;

class LocalMariaDbContractIT extends DatabaseServerContract {

    @Override
    ServerSource openSource() {
        return LocalFlavors.open(new BundledMariaDb());
    }
}

package io.shardgate.local;

class DockerContractIT extends DatabaseServerContract {

    @Override
    ServerSource openSource() {
        return DockerServers.open();
    }
}

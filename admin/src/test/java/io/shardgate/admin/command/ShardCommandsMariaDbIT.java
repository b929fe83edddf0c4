package io.shardgate.admin.command;

import io.shardgate.local.FlavorChoice;

class ShardCommandsMariaDbIT extends ShardCommandsContract {

    ShardCommandsMariaDbIT() {
        super(FlavorChoice.Wish.MARIADB);
    }
}

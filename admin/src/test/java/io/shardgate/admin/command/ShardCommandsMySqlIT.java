package io.shardgate.admin.command;

import io.shardgate.local.FlavorChoice;

class ShardCommandsMySqlIT extends ShardCommandsContract {

    ShardCommandsMySqlIT() {
        super(FlavorChoice.Wish.MYSQL);
    }
}

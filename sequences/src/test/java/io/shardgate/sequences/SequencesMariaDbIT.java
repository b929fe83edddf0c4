package io.shardgate.sequences;

import io.shardgate.local.FlavorChoice;

class SequencesMariaDbIT extends SequencesContract {

    SequencesMariaDbIT() {
        super(FlavorChoice.Wish.MARIADB);
    }
}

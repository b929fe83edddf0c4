package io.shardgate.sequences;

import io.shardgate.local.FlavorChoice;

class SequencesMySqlIT extends SequencesContract {

    SequencesMySqlIT() {
        super(FlavorChoice.Wish.MYSQL);
    }
}

#!/usr/bin/env bash
# Stops the servers of test_keyspace/0. Their tablets stay in the topology until DeleteShard removes them.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tablets_down 0 100

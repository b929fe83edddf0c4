#!/usr/bin/env bash
# Starts the servers of the unsharded keyspace, test_keyspace/0, and registers them as tablets.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tablets_up 0 100

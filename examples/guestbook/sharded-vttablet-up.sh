#!/usr/bin/env bash
# Starts the servers of test_keyspace/-80 and 80-, and registers them as tablets.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tablets_up -80 200
tablets_up 80- 300

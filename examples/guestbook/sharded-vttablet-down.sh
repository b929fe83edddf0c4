#!/usr/bin/env bash
# Stops the servers of test_keyspace/-80 and 80-.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tablets_down -80 200
tablets_down 80- 300

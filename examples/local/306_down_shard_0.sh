#!/usr/bin/env bash
# Stops the servers of the old shard.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

stop servers-customer-0

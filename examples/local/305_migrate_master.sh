#!/usr/bin/env bash
# Moves the master to the new shards.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

ctl MigrateServedTypes customer/0 master

#!/usr/bin/env bash
# Moves the reads of rdonly and replica tablets to the new shards.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

ctl MigrateServedTypes customer/0 rdonly
ctl MigrateServedTypes customer/0 replica

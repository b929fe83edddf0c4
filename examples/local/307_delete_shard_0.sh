#!/usr/bin/env bash
# Removes the old shard from the topology.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

ctl DeleteShard -recursive customer/0

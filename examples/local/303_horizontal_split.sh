#!/usr/bin/env bash
# Copies the rows of customer/0 to the new shards, and keeps these up to date from then on.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

ctl SplitClone -min_healthy_rdonly_tablets=1 customer/0

#!/usr/bin/env bash
# Removes the old shard from the topology, and says what is left of it on disk.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

ctl DeleteShard -recursive customer/0
printf 'What is left of customer/0, to be deleted by hand when you are sure:\n'
printf '  %s\n' "$data"/servers-customer-0.*

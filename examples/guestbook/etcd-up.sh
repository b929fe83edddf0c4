#!/usr/bin/env bash
# Makes the place of the topology. There is no etcd here: the store is embedded in the admin process, vtctld-up.sh.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

mkdir -p "$data/topology"
printf 'Creating the embedded topology store for cell %s in place of etcd...\n' "$cell"

#!/usr/bin/env bash
# Removes the topology, and whatever else these scripts have written.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

if is_running vtctld; then
    die "the topology is in use; run vtctld-down.sh first"
fi
printf 'Deleting the embedded topology store for cell %s...\n' "$cell"
rm -rf "$data"

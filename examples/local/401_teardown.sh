#!/usr/bin/env bash
# Stops everything that these scripts have started, and removes its data.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

stop proxy-1
stop proxy-2
stop admin
for pid in "$data"/servers-*.pid; do
    [[ -e "$pid" ]] && stop "$(basename "$pid" .pid)"
done
rm -rf "$data"

#!/usr/bin/env bash
# Stops the proxies.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

printf 'Deleting vtgate servers in cell %s...\n' "$cell"
stop vtgate-1
stop vtgate-2

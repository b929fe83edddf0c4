#!/usr/bin/env bash
# Starts two proxies, on PORT and the port after it.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

printf 'Creating vtgate servers in cell %s...\n' "$cell"
start_proxy vtgate-1 "$cell" "$port" servers-0
start_proxy vtgate-2 "$cell" $((port + 1)) servers-0

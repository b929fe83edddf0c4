#!/usr/bin/env bash
# Starts the admin process: commands, topology and web page.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

printf 'Creating vtctld server...\n'
write_admin_config "$cell"
background vtctld admin --config "$data/admin.yaml"
printf 'Topology page: http://127.0.0.1:%d/\n' "$admin_port"

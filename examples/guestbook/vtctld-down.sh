#!/usr/bin/env bash
# Stops the admin process.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

printf 'Deleting vtctld server...\n'
stop vtctld

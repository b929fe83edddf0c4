#!/usr/bin/env bash
# Runs a command of the admin process.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

ctl "$@"

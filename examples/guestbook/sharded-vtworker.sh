#!/usr/bin/env bash
# Runs a long command, SplitClone or SplitDiff, and shows what it says.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

printf 'Creating vtworker server in cell %s...\nservers/vtworker\n' "$cell"
printf 'Following vtworker logs until termination...\n'
code=0
ctl "$@" || code=$?
printf 'Deleting vtworker server...\nservers/vtworker\n'
if ((code != 0)); then
    printf 'ERROR: vtworker did not run successfully (return value: %d). Please check the error log and try again.\n' \
        "$code" >&2
fi
exit "$code"

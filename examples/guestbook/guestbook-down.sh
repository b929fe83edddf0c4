#!/usr/bin/env bash
# Stops the guestbook.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

printf 'Deleting guestbook server...\n'
stop guestbook

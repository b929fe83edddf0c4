#!/usr/bin/env bash
# Starts the guestbook, which knows its database as two JDBC URLs only.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

printf 'Creating guestbook server...\n'
background guestbook guestbook web --port "$guestbook_port" --url "jdbc:mysql://127.0.0.1:$port/$keyspace" \
    --replica-url "jdbc:mysql://127.0.0.1:$port/$keyspace@replica"

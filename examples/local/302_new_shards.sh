#!/usr/bin/env bash
# Makes the shards that take over, with tables and without rows.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

servers customer -80 300
servers customer 80- 400
ctl CopySchemaShard customer/0 customer/-80
ctl CopySchemaShard customer/0 customer/80-

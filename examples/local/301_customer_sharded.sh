#!/usr/bin/env bash
# Prepares customer for shards: ids come from sequences in commerce, and the VSchema says where rows belong.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

mysql commerce <"$common/create_commerce_seq.sql"
ctl ApplyVSchema -vschema_file "$root/conf/vschema/commerce_unsharded.json" commerce
# First the VSchema: until every proxy takes ids from the sequences, the tables must make them.
ctl ApplyVSchema -vschema_file "$root/conf/vschema/customer_sharded.json" customer
ctl ApplySchema -sql-file "$common/create_customer_sharded.sql" customer

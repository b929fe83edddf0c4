#!/usr/bin/env bash
# Brings up an admin process, two proxies, and two unsharded keyspaces with the data of the guide: commerce and customer.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

rm -rf "$data/topology"
write_admin_config zone1
background admin admin --config "$data/admin.yaml"

servers commerce 0 100
servers customer 0 200
start_proxy proxy-1 zone1 "$port" servers-commerce-0
start_proxy proxy-2 zone1 $((port + 1)) servers-commerce-0

ctl ApplySchema -sql-file "$common/create_commerce_schema.sql" commerce
ctl ApplySchema -sql-file "$common/create_customer_schema.sql" customer
mysql <"$common/insert_commerce_data.sql"
mysql <"$common/insert_customer_data.sql"

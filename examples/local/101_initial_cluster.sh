#!/usr/bin/env bash
# Brings up an admin process, a proxy, and two unsharded keyspaces with the data of the guide: commerce and customer.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

rm -rf "$data/topology"
mkdir -p "$data"
cat >"$data/admin.yaml" <<EOF
listen: {port: $admin_port}
topology: {directory: topology, default_cell: zone1}
servers:
  app: {user: shardgate_app, password: shardgate_app}
  dba: {user: shardgate_dba, password: shardgate_dba}
  repl: {user: shardgate_repl, password: shardgate_repl}
EOF
background admin admin --config "$data/admin.yaml"

servers commerce 0 100
servers customer 0 200

session='{}'
version=8.0.40-Shardgate
if grep -qi mariadb "$data/servers-commerce-0.log"; then
    session='{sql_mode: "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION", collation: utf8mb4_general_ci}'
    version=11.4.5-MariaDB-Shardgate
fi
cat >"$data/proxy.yaml" <<EOF
listen: {port: $port, server_version: $version}
users: {anyone_without_password: true}
backend: {user: shardgate_app, password: shardgate_app}
session: $session
topology: {admin_url: "http://127.0.0.1:$admin_port", cell: zone1}
EOF
background proxy proxy --config "$data/proxy.yaml"

ctl ApplySchema -sql-file "$common/create_commerce_schema.sql" commerce
ctl ApplySchema -sql-file "$common/create_customer_schema.sql" customer
mysql <"$common/insert_commerce_data.sql"
mysql <"$common/insert_customer_data.sql"

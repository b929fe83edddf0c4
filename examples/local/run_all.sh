#!/usr/bin/env bash
# The whole guide, step by step, while a client goes on writing; fails if a step, a printed result or a statement of the
# client does.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

teardown() {
    local code=$?
    if [[ -n "${client:-}" ]]; then
        kill "$client" 2>/dev/null || true
    fi
    "$here/401_teardown.sh" >/dev/null 2>&1 || true
    exit "$code"
}
trap teardown EXIT

# The client flushes after each statement, so that its lines and those of the shell that it calls keep their order.
expect() {
    local what=$1 script=$2 wanted
    wanted=$(cat)
    if ! diff <(printf '%s\n' "$wanted") <(cd "$here" && mysql --table --unbuffered <"$script"); then
        die "$what does not print what the guide prints (< wanted, > seen)"
    fi
    printf 'ok: %s\n' "$what"
}

# Statements that leave every row as it is, through one connection, until the client is stopped.
write() {
    local id=0
    while :; do
        id=$((id % 5 + 1))
        printf 'update customer set email = concat(email) where customer_id = %d;\n' "$id"
        printf 'select count(*) from corder where customer_id = %d;\n' "$id"
        sleep 0.02
    done | mysql --batch --unbuffered customer >"$data/client.log" 2>&1
    echo "the client ended" >>"$data/client.log"
}

step() {
    printf '== %s\n' "$1"
    "$here/$1"
}

step 101_initial_cluster.sh
step 301_customer_sharded.sh
step 302_new_shards.sh
expect "customer/-80 before the copy" "$common/select_customer-80_data.sql" <<'EOF'
Using customer/-80
Customer
COrder
EOF
expect "customer/80- before the copy" "$common/select_customer80-_data.sql" <<'EOF'
Using customer/80-
Customer
COrder
EOF

write &
client=$!
step 303_horizontal_split.sh
for shard in -80 80-; do
    ctl SplitDiff -min_healthy_rdonly_tablets=1 "customer/$shard"
done
step 304_migrate_replicas.sh
step 305_migrate_master.sh
sleep 1
if grep -q 'ERROR\|the client ended' "$data/client.log"; then
    die "a statement failed during the split: $(grep -m1 'ERROR\|the client ended' "$data/client.log")"
fi
printf 'ok: no statement failed during the split, of %d\n' "$(wc -l <"$data/client.log")"

expect "customer/-80 after the split" "$common/select_customer-80_data.sql" <<'EOF'
Using customer/-80
Customer
+-------------+--------------------+
| customer_id | email              |
+-------------+--------------------+
|           1 | alice@domain.com   |
|           2 | bob@domain.com     |
|           3 | charlie@domain.com |
|           5 | eve@domain.com     |
+-------------+--------------------+
COrder
+----------+-------------+----------+-------+
| order_id | customer_id | sku      | price |
+----------+-------------+----------+-------+
|        1 |           1 | SKU-1001 |   100 |
|        2 |           2 | SKU-1002 |    30 |
|        3 |           3 | SKU-1002 |    30 |
|        5 |           5 | SKU-1002 |    30 |
+----------+-------------+----------+-------+
EOF
expect "customer/80- after the split" "$common/select_customer80-_data.sql" <<'EOF'
Using customer/80-
Customer
+-------------+----------------+
| customer_id | email          |
+-------------+----------------+
|           4 | dan@domain.com |
+-------------+----------------+
COrder
+----------+-------------+----------+-------+
| order_id | customer_id | sku      | price |
+----------+-------------+----------+-------+
|        4 |           4 | SKU-1002 |    30 |
+----------+-------------+----------+-------+
EOF

step 306_down_shard_0.sh
step 307_delete_shard_0.sh
mysql customer -e "insert into customer(email) values ('frank@domain.com')"
mysql --skip-column-names customer -e "select count(*), max(customer_id) from customer" | grep -qx $'6\t1000' ||
    die "a customer that was added after the split is not there"
printf 'ok: the split keyspace goes on without its old shard\n'
step 401_teardown.sh
printf 'PASSED\n'

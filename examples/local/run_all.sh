#!/usr/bin/env bash
# Runs the commands of docs/guide/horizontal-sharding.md while clients of two proxies write and read; compares what is printed
# with the guide, checks what must hold, by number, and fails if something does not. --flavor mysql|mariadb|auto chooses the servers; --reverse also moves the master back and forth again,
# merges the two shards into one, and splits that so that one new shard gets no row.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
begin_run horizontal-sharding.md "$@"

# pause : no load until resume, and none of its rows.
pauses=0
pause() {
    local i log
    pauses=$((pauses + 1))
    tell_loads pause
    for i in "${!loads[@]}"; do
        log="$data/load-$((i + 1)).log"
        until (($(grep -c '^Paused: \|^Not paused: ' "$log") == pauses)); do
            kill -0 "${loads[i]}" 2>/dev/null || die "the load of proxy $((i + 1)) has ended"
            sleep 0.1
        done
        (($(grep -c '^Paused: .*lost=0, duplicated=0, changed=0' "$log") == pauses)) ||
            die "proxy $((i + 1)): $(grep '^Paused: \|^Not paused: ' "$log" | tail -n 1)"
    done
}

resume() {
    tell_loads resume
}

# caught_up SHARDS... : filtered replication has brought them everything.
caught_up() {
    local shard
    for shard in "$@"; do
        ctl WaitForFilteredReplication "$keyspace/$shard"
    done
}

# same_rows OLD NEW... : the masters of the new shards have together what the old one's has; nothing is written meanwhile.
same_rows() {
    local table of old sum new alias
    for table in "customer, CONCAT_WS(0x2c, customer_id, email)" "corder, CONCAT_WS(0x2c, order_id, customer_id, sku, price)"; do
        of="SELECT COALESCE(SUM(CRC32(${table#*, })), 0) + COUNT(*) FROM ${table%%, *}"
        old=$(fetch "$1" "$of")
        new=0
        for alias in "${@:2}"; do
            sum=$(fetch "$alias" "$of")
            new=$((new + sum))
        done
        ((old == new && old > 0)) || die "${table%%, *}: the old shard's rows sum up to $old, those of the new shards to $new"
    done
}

# diff_shards SHARDS... : each has the rows that belong there, and no others.
diff_shards() {
    local shard
    for shard in "$@"; do
        captured "../../bin/shardgate ctl SplitDiff $keyspace/$shard"
        require_no_difference 1
    done
}

# require_no_difference COUNT : what SplitDiff said of so many shards.
require_no_difference() {
    local table line count
    for table in corder customer; do
        count=0
        while IFS= read -r line; do
            [[ $line =~ ^Table\ $table\ checks\ out\ \([0-9]+\ rows\ processed,\ [0-9]+\ qps\)$ ]] && count=$((count + 1))
        done <<<"$said"
        ((count == $1)) || die "SplitDiff did not say of $1 shards that $table checks out"
    done
}

# move FROM_SHARD OPTIONS... : all types of traffic, the master's last.
move() {
    ctl MigrateServedTypes "$keyspace/$1" rdonly
    ctl MigrateServedTypes "$keyspace/$1" replica
    ctl MigrateServedTypes "${@:2}" "$keyspace/$1" master
}

# new_shard SHARD UID LIKE : a shard with the tables of another one.
new_shard() {
    servers "$keyspace" "$1" "$2"
    ctl CopySchemaShard "$keyspace/$3" "$keyspace/$1"
}

step "an unsharded keyspace"
guide "Bring up the cluster"
for i in 0 1; do
    url="jdbc:mysql://127.0.0.1:$((port + i))/$keyspace"
    # Few enough new customers that the sequences are still ahead of them when they take over.
    start_load guestbook load --steps --rows customers --rate 15 --read-rate 80 --url "$url" --replica-url "$url@replica"
done

step "ids from sequences"
guide "Prepare the keyspace"

step "new shards"
before=$(served)
(($(tablets "^$cell-.* customer 0 master ") == 1 && $(tablets "^$cell-.* customer ") == 3)) ||
    die "customer has not three tablets with one master"
guide "Create new shards"
[[ $(served) == "$before" ]] || die "new shards changed where queries go"
ok 1 "new shards change no routing"
for shard in 0 -80 80-; do
    (($(tablets "^$cell-.* customer $shard master ") == 1)) || die "customer/$shard has not one master"
done
(($(tablets "^$cell-.* customer ") == 9)) || die "customer has not nine tablets"
ok 2 "nine tablets, one master in each shard"
pause
guide "The new shards are empty"
resume

step "copy"
guide "Copy the rows"
[[ $said == *"writing -80, 80-"* && $said =~ State:\ done.*Success:.*customer:\ copy\ done,\ copied\ [0-9]+\ rows ]] ||
    die "SplitClone did not copy to -80 and 80-"
ok 4 "SplitClone copied to -80 and 80-"
guide "Compare"
require_no_difference 2
pause
caught_up -80 80-
same_rows "$cell-200" "$cell-300" "$cell-400"
ok 5 "shard 0 has the rows of -80 and 80- together, and SplitDiff finds each on its right shard"
resume

step "migrate the replicas, back, and again"
guide "Move the reads"
ok 6 "rdonly and replica moved, rolled back, and moved again"

step "migrate the master"
if $reverse; then
    instead_of "Move the master"
    ctl MigrateServedTypes -reverse_replication "$keyspace/0" master
    step "migrate everything back"
    move -80 -reverse_replication
    step "migrate everything again"
    move 0
else
    guide "Move the master"
fi

step "after the split"
count='SELECT COUNT(*) FROM customer'
old=$(fetch "$cell-200" "$count")
new=$(($(fetch "$cell-300" "$count") + $(fetch "$cell-400" "$count")))
sleep 2
(($(fetch "$cell-200" "$count") == old)) || die "shard 0 still gets customers"
(($(fetch "$cell-300" "$count") + $(fetch "$cell-400" "$count") > new)) || die "the new shards get no customers"
[[ $(ctl ShowResharding "$keyspace/-80") != *RUNNING* ]] || die "filtered replication still runs"
ok 7 "new customers are on the new shards only, and filtered replication is gone"
pause
guide "The rows on their shards"
ok 3 "the shards print what the guide prints, before the copy and after the split"
resume

step "remove shard 0"
guide "Stop the old servers"
! is_running servers-customer-0 || die "the servers of shard 0 still run"
(($(tablets "^$cell-.* customer 0 ") == 3)) || die "the tablets of shard 0 are not listed any more"
ok 8 "the servers of shard 0 are gone, its tablets still listed"
guide "Remove the old shard"
[[ $said == *"$data"* ]] || die "307 does not say what is left on disk"
(($(tablets "^$cell-.* customer 0 ") == 0)) || die "tablets of shard 0 are still listed"
topology=$(page "$admin_port" /)
[[ $topology == *"$cell-0000000300"* && $topology != *"$cell-0000000200"* ]] || die "the Topology page still shows shard 0"
ok 9 "shard 0 is gone from the list and the Topology page"

if $reverse; then
    step "merge the two shards into one"
    new_shard - 500 -80
    ctl SplitClone "$keyspace/-80"
    diff_shards -
    move -80
    for shard in -80 80-; do
        stop "servers-customer-$shard"
        ctl DeleteShard -recursive "$keyspace/$shard"
    done
    ok 11 "one shard has the rows of two"

    step "split it so that one new shard gets no row"
    new_shard -0001 600 -
    new_shard 0001- 700 -
    ctl SplitClone "$keyspace/-"
    diff_shards -0001 0001-
    move -
    (($(fetch "$cell-600" "$count") == 0)) || die "the shard -0001 has customers; its range was meant to have none"
    stop servers-customer--
    ctl DeleteShard -recursive "$keyspace/-"
    ok 12 "a new shard without a row serves"
fi

end_loads row
printf '\n== tear down\n'
note_processes
guide "Tear down"
require_no_process
ok 10 "no process is left"
end_run

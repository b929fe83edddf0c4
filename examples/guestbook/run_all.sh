#!/usr/bin/env bash
# Runs the commands of docs/guide/guestbook.md while clients of two proxies write and read; checks what must hold, by number, and
# fails if something does not. --flavor mysql|mariadb|auto chooses the servers; --reverse also moves the master back and forth again,
# merges the two shards into one, and splits that so that one new shard gets no row.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
begin_run guestbook.md "$@"

# start_guestbook_load PORT : clients of the proxy there.
start_guestbook_load() {
    # So few messages that the guide's commands can show all of them.
    start_load guestbook load --steps --pages 100 --rate 15 --read-rate 80 \
        --url "jdbc:mysql://127.0.0.1:$1/$keyspace" --replica-url "jdbc:mysql://127.0.0.1:$1/$keyspace@replica"
}

# same_rows OLD NEW... : the old shard's master has the rows of the new ones' together, of those written three seconds ago.
same_rows() {
    local until sum of='SELECT COALESCE(SUM(CRC32(CONCAT_WS(0x2c, page, time_created_ns, message))), 0) FROM messages'
    until=$(($(date +%s%N) - 3000000000))
    local old new=0 alias
    old=$(fetch "$1" "$of WHERE time_created_ns < $until")
    for alias in "${@:2}"; do
        sum=$(fetch "$alias" "$of WHERE time_created_ns < $until")
        new=$((new + sum))
    done
    ((old == new && old > 0)) || die "the old shard's rows sum up to $old, those of the new shards to $new"
}

# copy FROM_SHARD TO_SHARDS... : SplitClone and SplitDiff.
copy() {
    local shard
    captured "./sharded-vtworker.sh SplitClone $keyspace/$1"
    require_copied "${@:2}"
    for shard in "${@:2}"; do
        captured "./sharded-vtworker.sh SplitDiff $keyspace/$shard"
        require_no_difference 1
    done
}

# require_copied SHARDS... : what SplitClone said.
require_copied() {
    local shard
    for shard in "$@"; do
        [[ $said == *"$shard"* ]] || die "SplitClone did not choose $shard"
    done
    [[ $said =~ State:\ done.*Success:.*messages:\ copy\ done,\ copied\ [0-9]+\ rows ]] ||
        die "SplitClone did not say that it is done"
}

# require_no_difference COUNT : what SplitDiff said of so many shards.
require_no_difference() {
    local line count=0
    while IFS= read -r line; do
        [[ $line =~ ^Table\ messages\ checks\ out\ \([0-9]+\ rows\ processed,\ [0-9]+\ qps\)$ ]] && count=$((count + 1))
    done <<<"$said"
    ((count == $1)) || die "SplitDiff did not say of $1 shards that messages checks out"
}

# move FROM_SHARD OPTIONS... : all types of traffic, the master's last.
move() {
    local from=$1
    run kvtctl.sh MigrateServedTypes "$keyspace/$from" rdonly
    run kvtctl.sh MigrateServedTypes "$keyspace/$from" replica
    run kvtctl.sh MigrateServedTypes "${@:2}" "$keyspace/$from" master
}

new_shard() {
    tablets_up "$1" "$2"
    run kvtctl.sh InitShardMaster -force "$keyspace/$1" "$(alias_of "$2")"
    run kvtctl.sh CopySchemaShard "$keyspace/$3" "$keyspace/$1"
}

step "an unsharded keyspace"
guide "Start the guestbook"
start_guestbook_load "$port"
start_guestbook_load $((port + 1))

step "configure sharding information"
before=$(served)
guide "Configure sharding information"

step "bring up tablets for new shards"
guide "Bring up tablets for new shards"
[[ $(served) == "$before" ]] || die "new shards changed where queries go"
ok 1 "new shards change no routing"
(($(tablets "^$cell-") == 15 && $(tablets "^$cell-.* master ") == 1)) || die "there are not 15 tablets with one master"
guide "Elect masters"
for place in "100 $keyspace 0" "200 $keyspace -80" "300 $keyspace 80-"; do
    (($(tablets "^$(alias_of "${place%% *}") ${place#* } master ") == 1)) || die "$place is not a master"
done
(($(tablets "^$cell-") == 15 && $(tablets "^$cell-.* master ") == 3)) || die "there are not 15 tablets with three masters"
ok 2 "15 tablets, one master in each shard"
guide "Copy the tables"

step "copy data from the original shard"
guide "Copy the rows"
require_copied -80 80-
ok 3 "SplitClone copied to -80 and 80-"
guide "Check filtered replication"
sleep 3
same_rows "$(alias_of 100)" "$(alias_of 200)" "$(alias_of 300)"
ok 4 "shard 0 has the rows of -80 and 80- together"
guide "Check copied data integrity"
require_no_difference 2
ok 5 "SplitDiff finds each row on its right shard, and no other"

step "switch the reads over, back, and over"
guide "Switch the reads over"
ok 6 "rdonly and replica moved, rolled back, and moved again"

step "switch the master over"
if $reverse; then
    instead_of "Switch the master over"
    run kvtctl.sh MigrateServedTypes -reverse_replication "$keyspace/0" master
    step "switch everything back"
    move -80 -reverse_replication
    step "switch everything over again"
    move 0
else
    guide "Switch the master over"
fi

step "after the switch"
count='SELECT COUNT(*) FROM messages'
old=$(fetch "$(alias_of 100)" "$count")
new=$(($(fetch "$(alias_of 200)" "$count") + $(fetch "$(alias_of 300)" "$count")))
sleep 2
(($(fetch "$(alias_of 100)" "$count") == old)) || die "shard 0 still gets messages"
(($(fetch "$(alias_of 200)" "$count") + $(fetch "$(alias_of 300)" "$count") > new)) || die "the new shards get no messages"
[[ $(ctl ShowResharding "$keyspace/-80") != *RUNNING* ]] || die "filtered replication still runs"
[[ $(page "$guestbook_port" /page/1) == *"200 OK"* ]] || die "the guestbook does not answer"
ok 7 "new messages are on the new shards only, and filtered replication is gone"

step "remove the original shard"
guide "Stop the original shard"
! is_running servers-0 || die "the servers of shard 0 still run"
(($(tablets "^$cell-.* $keyspace 0 ") == 5)) || die "the tablets of shard 0 are not listed any more"
ok 8 "the servers of shard 0 are gone, its tablets still listed"
guide "Remove the original shard"
[[ $said != *" 0 "* ]] || die "tablets of shard 0 are still listed"
[[ $(page "$admin_port" /) == *"$(alias_of 200)"* ]] || die "the Topology page does not show $(alias_of 200)"
[[ $(page "$admin_port" /) != *"$(alias_of 100)"* ]] || die "the Topology page still shows $(alias_of 100)"
ok 9 "shard 0 is gone from the list and the Topology page"

if $reverse; then
    step "merge the two shards into one"
    new_shard - 400 -80
    copy -80 -
    same_rows "$(alias_of 400)" "$(alias_of 200)" "$(alias_of 300)"
    move -80
    run sharded-vttablet-down.sh
    run kvtctl.sh DeleteShard -recursive "$keyspace/-80"
    run kvtctl.sh DeleteShard -recursive "$keyspace/80-"
    ok 11 "one shard has the rows of two"

    step "split it so that one new shard gets no row"
    new_shard -0001 500 -
    new_shard 0001- 600 -
    copy - -0001 0001-
    move -
    (($(fetch "$(alias_of 500)" "$count") == 0)) || die "the shard -0001 has rows; its range was meant to have none"
    tablets_down - 400
    run kvtctl.sh DeleteShard -recursive "$keyspace/-"
    ok 12 "a new shard without a row serves"
fi

end_loads message

printf '\n== tear down and clean up\n'
note_processes
if $reverse; then
    # The guide's shards have been merged and split meanwhile.
    instead_of "Tear down and clean up"
    run guestbook-down.sh
    run vtgate-down.sh
    tablets_down -0001 500
    tablets_down 0001- 600
    run vtctld-down.sh
    run etcd-down.sh
else
    guide "Tear down and clean up"
fi
require_no_process
ok 10 "no process is left"
end_run

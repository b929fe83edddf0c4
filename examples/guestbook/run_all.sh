#!/usr/bin/env bash
# The whole guide, step by step, while clients of two proxies write and read; checks what must hold, by number, and fails if
# something does not. --flavor mysql|mariadb|auto chooses the servers; --reverse also moves the master back and forth again,
# merges the two shards into one, and splits that so that one new shard gets no row.
reverse=false
while (($# > 0)); do
    case $1 in
        --flavor) export FLAVOR=${2:?--flavor needs mysql, mariadb or auto} && shift 2 ;;
        --reverse) reverse=true && shift ;;
        *) printf 'Usage: run_all.sh [--flavor mysql|mariadb|auto] [--reverse]\n' >&2 && exit 2 ;;
    esac
done
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

for name in "$data"/*.pid; do
    if [[ -e $name ]] && is_running "$(basename "$name" .pid)"; then
        die "$(basename "$name" .pid) runs already; the -down.sh scripts stop what the -up.sh scripts have started"
    fi
done
# What a run that failed has left.
rm -rf "$data"

began=$SECONDS
loads=()

teardown() {
    local code=$? load name
    trap - EXIT
    for load in "${loads[@]}"; do
        kill "$load" 2>/dev/null || true
    done
    if ((code != 0)); then
        for name in "$data"/*.pid; do
            [[ -e $name ]] && stop "$(basename "$name" .pid)" >/dev/null
        done
        printf 'FAILED; logs are in %s\n' "$data" >&2
    fi
    exit "$code"
}
trap teardown EXIT
trap 'exit 143' INT TERM

ok() {
    printf 'check %s: ok: %s\n' "$1" "$2"
}

# run SCRIPT ARGUMENTS... : as somebody who follows the guide would type it.
run() {
    printf '$ ./%s\n' "$*"
    "$here/$1" "${@:2}"
}

# captured SCRIPT ARGUMENTS... : as run, and keeps what it says in $said.
captured() {
    printf '$ ./%s\n' "$*"
    said=$("$here/$1" "${@:2}")
    printf '%s\n' "$said"
}

# step NAME : what follows is this step, for the clients' reports. Each lasts long enough to be reported.
step_began=0
step() {
    end_step
    step_began=$(date +%s%N)
    printf '\n== %s\n' "$1"
    if ((${#loads[@]} > 0)); then
        printf '%s\n' "$1" >&7
        printf '%s\n' "$1" >&8
    fi
}

end_step() {
    while ((${#loads[@]} > 0 && $(date +%s%N) - step_began < 1500000000)); do
        sleep 0.2
    done
}

# start_load NUMBER PORT : clients of one proxy, whose steps are named to descriptor 6 + NUMBER.
start_load() {
    local fifo="$data/load-$1.steps"
    rm -f "$fifo"
    mkfifo "$fifo"
    "$shardgate" guestbook load --steps --pages 100 --url "jdbc:mysql://127.0.0.1:$2/$keyspace" \
        --replica-url "jdbc:mysql://127.0.0.1:$2/$keyspace@replica" >"$data/load-$1.log" 2>&1 <"$fifo" &
    loads+=($!)
}

# fetch ALIAS SQL : the one value that the server itself gives.
fetch() {
    local line
    while IFS= read -r line; do
        [[ $line =~ ^\|\ *([0-9]+)\ *\|$ ]] && printf '%s' "${BASH_REMATCH[1]}" && return
    done < <(ctl ExecuteFetchAsDba "$1" "$2")
    die "$1 gave no value for: $2"
}

# page PORT PATH : a web page.
page() {
    local line
    exec 9<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&9
    while IFS= read -r line <&9 || [[ -n $line ]]; do
        printf '%s\n' "$line"
    done
    exec 9<&-
}

# tablets PATTERN : how many lines of ListAllTablets match.
tablets() {
    local line count=0
    while IFS= read -r line; do
        [[ $line =~ $1 ]] && count=$((count + 1))
    done < <(ctl ListAllTablets "$cell")
    printf '%d' "$count"
}

served() {
    ctl GetSrvKeyspace "$cell" "$keyspace"
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
    captured sharded-vtworker.sh SplitClone "$keyspace/$1"
    for shard in "${@:2}"; do
        [[ $said == *"$shard"* ]] || die "SplitClone did not choose $shard"
    done
    [[ $said =~ State:\ done.*Success:.*messages:\ copy\ done,\ copied\ [0-9]+\ rows ]] ||
        die "SplitClone did not say that it is done"
    for shard in "${@:2}"; do
        captured sharded-vtworker.sh SplitDiff "$keyspace/$shard"
        [[ $said =~ Table\ messages\ checks\ out\ \([0-9]+\ rows\ processed,\ [0-9]+\ qps\) ]] ||
            die "SplitDiff $shard found a difference"
    done
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
run etcd-up.sh
run vtctld-up.sh
run vttablet-up.sh
run kvtctl.sh InitShardMaster -force "$keyspace/0" "$(alias_of 100)"
run kvtctl.sh ApplySchema -sql-file "$here/create_test_table.sql" "$keyspace"
run vtgate-up.sh
run guestbook-up.sh
start_load 1 "$port"
exec 7>"$data/load-1.steps"
start_load 2 $((port + 1))
exec 8>"$data/load-2.steps"

step "configure sharding information"
before=$(served)
run kvtctl.sh ApplyVSchema -vschema "$(cat "$here/vschema.json")" "$keyspace"

step "bring up tablets for new shards"
run sharded-vttablet-up.sh
[[ $(served) == "$before" ]] || die "new shards changed where queries go"
ok 1 "new shards change no routing"
(($(tablets "^$cell-") == 15 && $(tablets "^$cell-.* master ") == 1)) || die "there are not 15 tablets with one master"
run kvtctl.sh InitShardMaster -force "$keyspace/-80" "$(alias_of 200)"
run kvtctl.sh InitShardMaster -force "$keyspace/80-" "$(alias_of 300)"
for place in "100 $keyspace 0" "200 $keyspace -80" "300 $keyspace 80-"; do
    (($(tablets "^$(alias_of "${place%% *}") ${place#* } master ") == 1)) || die "$place is not a master"
done
(($(tablets "^$cell-") == 15 && $(tablets "^$cell-.* master ") == 3)) || die "there are not 15 tablets with three masters"
ok 2 "15 tablets, one master in each shard"
run kvtctl.sh CopySchemaShard "$keyspace/0" "$keyspace/-80"
run kvtctl.sh CopySchemaShard "$keyspace/0" "$keyspace/80-"

step "copy data from the original shard"
copy 0 -80 80-
ok 3 "SplitClone copied to -80 and 80-"
run kvtctl.sh ExecuteFetchAsDba "$(alias_of 200)" "SELECT COUNT(*), COUNT(DISTINCT page) FROM messages"
sleep 3
same_rows "$(alias_of 100)" "$(alias_of 200)" "$(alias_of 300)"
ok 4 "shard 0 has the rows of -80 and 80- together"
ok 5 "SplitDiff finds each row on its right shard, and no other"

step "switch rdonly over, back, and over"
run kvtctl.sh MigrateServedTypes "$keyspace/0" rdonly
run kvtctl.sh MigrateServedTypes -reverse "$keyspace/0" rdonly
run kvtctl.sh MigrateServedTypes "$keyspace/0" rdonly
step "switch replica over, back, and over"
run kvtctl.sh MigrateServedTypes "$keyspace/0" replica
run kvtctl.sh MigrateServedTypes -reverse "$keyspace/0" replica
run kvtctl.sh MigrateServedTypes "$keyspace/0" replica
ok 6 "rdonly and replica moved, rolled back, and moved again"

step "switch the master over"
if $reverse; then
    run kvtctl.sh MigrateServedTypes -reverse_replication "$keyspace/0" master
    step "switch everything back"
    move -80 -reverse_replication
    step "switch everything over again"
    move 0
else
    run kvtctl.sh MigrateServedTypes "$keyspace/0" master
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
run vttablet-down.sh
! is_running servers-0 || die "the servers of shard 0 still run"
(($(tablets "^$cell-.* $keyspace 0 ") == 5)) || die "the tablets of shard 0 are not listed any more"
ok 8 "the servers of shard 0 are gone, its tablets still listed"
run kvtctl.sh DeleteShard -recursive "$keyspace/0"
(($(tablets "^$cell-.* $keyspace 0 ") == 0)) || die "tablets of shard 0 are still listed"
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

step "the end"
end_step
kill "${loads[@]}"
printf '\n== what the clients saw\n'
for i in 0 1; do
    wait "${loads[i]}" || failed=true
    steps=0
    while IFS= read -r line; do
        if [[ $line =~ ^\ +step\ (.*):\ writes\ ([0-9]+)\ \ reads\ ([0-9]+)\ \ errors ]]; then
            printf 'proxy %d%s\n' $((i + 1)) "$line"
            steps=$((steps + 1))
            if [[ ${BASH_REMATCH[1]} != "the end" ]] && ((BASH_REMATCH[2] + BASH_REMATCH[3] < 100)); then
                die "only $((BASH_REMATCH[2] + BASH_REMATCH[3])) queries ran in the step '${BASH_REMATCH[1]}'"
            fi
        elif [[ $line =~ ^(Run|\ +(writes|reads|error|lost|the\ check)) ]]; then
            printf 'proxy %d  %s\n' $((i + 1)) "$line"
        fi
    done <"$data/load-$((i + 1)).log"
    ((steps > 8)) || die "the load of proxy $((i + 1)) did not report its steps: $(tail -n 5 "$data/load-$((i + 1)).log")"
done
loads=()
${failed:-false} && die "a statement failed, or a message was lost or doubled"
printf 'no statement failed, and no message was lost or doubled\n'

printf '\n== tear down and clean up\n'
mapfile -t pids < <(cat "$data"/*.pid)
run guestbook-down.sh
run vtgate-down.sh
if $reverse; then
    tablets_down -0001 500
    tablets_down 0001- 600
else
    run sharded-vttablet-down.sh
fi
run vtctld-down.sh
run etcd-down.sh
for pid in "${pids[@]}"; do
    ! kill -0 "$pid" 2>/dev/null || die "process $pid still runs"
done
ok 10 "no process is left"
printf 'PASSED in %d s\n' $((SECONDS - began))

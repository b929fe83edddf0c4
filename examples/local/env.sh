# What all scripts of this folder share; they source it.
#
#   FLAVOR       mysql, mariadb or auto (default)
#   PORT         the proxy's port, 15306 by default
#   ADMIN_PORT   the admin process's port, 15000 by default
#   SERVER_PORT  the first database server's port, 17100 by default; tablet zone1-N gets this one + N - 100
#   SHARDGATE    the launcher, bin/shardgate by default
#   DATA         where logs and configurations are kept, data in this folder by default
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
common="$root/examples/common"
data=${DATA:-$here/data}

shardgate=${SHARDGATE:-$root/bin/shardgate}
flavor=${FLAVOR:-auto}
port=${PORT:-15306}
admin_port=${ADMIN_PORT:-15000}
server_port=${SERVER_PORT:-17100}

die() {
    printf '%s\n' "$1" >&2
    exit 1
}

ctl() {
    "$shardgate" ctl -server "127.0.0.1:$admin_port" "$@"
}

mysql() {
    "$shardgate" mysql -h 127.0.0.1 -P "$port" "$@"
}

# background NAME COMMAND... : starts the command, and returns when it has said READY.
background() {
    local name=$1
    shift
    local log="$data/$name.log"
    mkdir -p "$data"
    if [[ -f "$data/$name.pid" ]] && kill -0 "$(<"$data/$name.pid")" 2>/dev/null; then
        die "$name runs already; 401_teardown.sh stops everything"
    fi
    "$shardgate" "$@" >"$log" 2>&1 </dev/null &
    echo $! >"$data/$name.pid"
    until grep -q '^READY' "$log"; do
        kill -0 "$(<"$data/$name.pid")" 2>/dev/null || die "$name did not start:"$'\n'"$(tail -n 20 "$log")"
        sleep 0.2
    done
    printf '%s: %s\n' "$name" "$(grep -m1 '^READY' "$log")"
}

# stop NAME : ends what background has started, and returns when it is gone.
stop() {
    local name=$1 pid
    [[ -f "$data/$name.pid" ]] || return 0
    pid=$(<"$data/$name.pid")
    kill "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.1
    done
    rm -f "$data/$name.pid"
    printf '%s has stopped\n' "$name"
}

# servers KEYSPACE SHARD UID : the shard's database servers, a master, a replica and an rdonly server, as tablets.
servers() {
    local keyspace=$1 shard=$2 uid=$3 i requests=()
    local types=(replica replica rdonly)
    for i in 0 1 2; do
        requests+=("zone1-$((uid + i))=$((server_port + uid + i - 100))")
    done
    background "servers-$keyspace-$shard" servers --flavor "$flavor" "${requests[@]}"
    for i in 0 1 2; do
        ctl InitTablet -parent -hostname 127.0.0.1 -mysql_port $((server_port + uid + i - 100)) \
            -keyspace "$keyspace" -shard "$shard" "zone1-$((uid + i))" "${types[i]}"
    done
    ctl InitShardMaster -force "$keyspace/$shard" "zone1-$uid"
}

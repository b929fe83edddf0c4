# What the scripts of all guides share; their env.sh sources it and sets `here`, the folder of the guide.
#
#   FLAVOR       mysql, mariadb or auto (default)
#   PORT         the proxy's port, 15306 by default
#   ADMIN_PORT   the admin process's port, 15000 by default
#   SERVER_PORT  the first database server's port, 17100 by default; tablet CELL-N gets this one + N - 100
#   SHARDGATE    the launcher, bin/shardgate by default
#   DATA         where logs and configurations are kept, data in the guide's folder by default
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
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

# background NAME COMMAND... : starts the command, and returns when it says that it is ready.
background() {
    local name=$1
    shift
    local log="$data/$name.log"
    mkdir -p "$data"
    if is_running "$name"; then
        die "$name runs already"
    fi
    "$shardgate" "$@" >"$log" 2>&1 </dev/null &
    echo $! >"$data/$name.pid"
    until grep -q '^READY\|^Guestbook at' "$log"; do
        is_running "$name" || die "$name did not start:"$'\n'"$(tail -n 20 "$log")"
        sleep 0.2
    done
    printf '%s: %s\n' "$name" "$(grep -m1 '^READY\|^Guestbook at' "$log")"
}

is_running() {
    [[ -f "$data/$1.pid" ]] && kill -0 "$(<"$data/$1.pid")" 2>/dev/null
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

# write_admin_config CELL : the admin process's configuration.
write_admin_config() {
    mkdir -p "$data"
    cat >"$data/admin.yaml" <<YAML
listen: {port: $admin_port}
topology: {directory: topology, default_cell: $1}
servers:
  app: {user: shardgate_app, password: shardgate_app}
  dba: {user: shardgate_dba, password: shardgate_dba}
  repl: {user: shardgate_repl, password: shardgate_repl}
YAML
}

# start_proxy NAME CELL PORT SERVERS : a proxy for servers like those whose log this is.
start_proxy() {
    local session='{}' version=8.0.40-Shardgate
    if grep -qi mariadb "$data/$4.log"; then
        session='{sql_mode: "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION", collation: utf8mb4_general_ci}'
        version=11.4.5-MariaDB-Shardgate
    fi
    cat >"$data/$1.yaml" <<YAML
listen: {port: $3, server_version: $version}
users: {anyone_without_password: true}
backend: {user: shardgate_app, password: shardgate_app}
session: $session
topology: {admin_url: "http://127.0.0.1:$admin_port", cell: $2}
YAML
    background "$1" proxy --config "$data/$1.yaml"
}

# start_servers NAME CELL UID COUNT : database servers of their own for tablets CELL-UID and on.
start_servers() {
    local i requests=()
    for ((i = 0; i < $4; i++)); do
        requests+=("$2-$(($3 + i))=$((server_port + $3 + i - 100))")
    done
    background "$1" servers --flavor "$flavor" "${requests[@]}"
}

# init_tablet KEYSPACE SHARD UID ALIAS TYPE
init_tablet() {
    ctl InitTablet -parent -hostname 127.0.0.1 -mysql_port $((server_port + $3 - 100)) -keyspace "$1" -shard "$2" \
        "$4" "$5"
}

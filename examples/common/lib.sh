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

# What follows is for the run_all.sh of a guide, which runs the commands of its page in docs/guide and checks what must hold.

# begin_run PAGE ARGUMENTS... : reads the page and the command line, and removes what a run that failed has left. Sets $reverse.
begin_run() {
    local name
    read_guide "$root/docs/guide/$1"
    shift
    reverse=false
    while (($# > 0)); do
        case $1 in
            --flavor) flavor=${2:?--flavor needs mysql, mariadb or auto} && shift 2 ;;
            --reverse) reverse=true && shift ;;
            *) printf 'Usage: run_all.sh [--flavor mysql|mariadb|auto] [--reverse]\n' >&2 && exit 2 ;;
        esac
    done
    # For the scripts that it runs.
    export FLAVOR=$flavor
    for name in "$data"/*.pid; do
        if [[ -e $name ]] && is_running "$(basename "$name" .pid)"; then
            die "$(basename "$name" .pid) runs already; the guide's last scripts stop what the others have started"
        fi
    done
    rm -rf "$data"
    mkdir -p "$data"
    began=$SECONDS
    step_began=0
    loads=()
    load_steps=()
    steps_told=0
    trap abandon_run EXIT
    trap 'exit 143' INT TERM
}

# However a run ends, nothing that it started goes on.
abandon_run() {
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

end_run() {
    local i
    for i in "${!guide_commands[@]}"; do
        [[ -n ${guide_done[i]} ]] || die "the guide's command was not run: ${guide_commands[i]}"
    done
    printf 'PASSED in %d s\n' $((SECONDS - began))
}

# ok NUMBER TEXT : a check that held.
ok() {
    printf 'check %s: ok: %s\n' "$1" "$2"
}

# read_guide FILE : its commands: each line of a block that is marked sh, and in those marked console each that begins with $,
# which is followed by what the command prints.
read_guide() {
    local line block="" section="" backquotes='```'
    guide_sections=()
    guide_commands=()
    guide_outputs=()
    guide_compared=()
    guide_done=()
    while IFS= read -r line; do
        if [[ $line == "$backquotes"* ]]; then
            if [[ -z $block ]]; then
                block=${line#"$backquotes"}
            else
                block=""
            fi
        elif [[ -z $block && $line =~ ^##+\ (.*)$ ]]; then
            section=${BASH_REMATCH[1]}
        elif [[ $block == sh ]]; then
            add_to_guide "$section" "$line" false
        elif [[ $block == console && $line == '$ '* ]]; then
            add_to_guide "$section" "${line#'$ '}" true
        elif [[ $block == console ]]; then
            guide_outputs[-1]+=${guide_outputs[-1]:+$'\n'}$line
        fi
    done <"$1"
}

add_to_guide() {
    guide_sections+=("$1")
    guide_commands+=("$2")
    guide_compared+=("$3")
    guide_outputs+=("")
    guide_done+=("")
}

# guide SECTION : runs the section's commands as somebody would who follows the guide, and keeps what they say in $said. Fails if
# one does, or prints something else than the guide says.
guide() {
    local i output all=""
    for i in "${!guide_commands[@]}"; do
        if [[ ${guide_sections[i]} == "$1" ]]; then
            captured "${guide_commands[i]}"
            if ${guide_compared[i]} && [[ $said != "${guide_outputs[i]}" ]]; then
                die "the guide says that this prints:"$'\n'"${guide_outputs[i]}"
            fi
            guide_done[i]=yes
            all+=$said$'\n'
        fi
    done
    [[ -n $all ]] || die "the guide has no commands in a section '$1'"
    said=$all
}

# instead_of SECTION : what comes next takes the place of the section's commands.
instead_of() {
    local i
    for i in "${!guide_commands[@]}"; do
        if [[ ${guide_sections[i]} == "$1" ]]; then
            guide_done[i]=yes
        fi
    done
}

# captured COMMAND : prints a command and the beginning of what it says, and keeps all of that in $said.
captured() {
    local lines
    printf '$ %s\n' "$1"
    said=$(as_typed "$1")
    mapfile -t lines <<<"$said"
    if ((${#lines[@]} > 30)); then
        printf '%s\n' "${lines[@]:0:20}" "... and $((${#lines[@]} - 20)) lines more"
    elif [[ -n $said ]]; then
        printf '%s\n' "$said"
    fi
}

# as_typed COMMAND : in the guide's folder, with the ports of this run in place of the guide's.
as_typed() {
    # It flushes after each statement, so that its lines and those of the shell that it calls keep their order.
    mysql() {
        "$shardgate" mysql "${@/#15306/$port}" --unbuffered
    }
    cd "$here"
    eval "${1//'../../bin/shardgate ctl'/ctl}"
}

# run SCRIPT ARGUMENTS... : what the guide does not say, as somebody would type it.
run() {
    printf '$ ./%s\n' "$*"
    "$here/$1" "${@:2}"
}

# start_load COMMAND... : clients of a proxy, until end_loads. They read the names of steps, a line each.
start_load() {
    local number=$((${#loads[@]} + 1)) steps
    mkfifo "$data/load-$number.steps"
    "$shardgate" "$@" >"$data/load-$number.log" 2>&1 <"$data/load-$number.steps" &
    loads+=($!)
    exec {steps}>"$data/load-$number.steps"
    load_steps+=("$steps")
}

# tell_loads LINE
tell_loads() {
    local steps
    for steps in "${load_steps[@]}"; do
        printf '%s\n' "$1" >&"$steps"
    done
}

# step NAME : what follows is this step, for the clients' reports. Each lasts long enough to be reported.
step() {
    end_step
    step_began=$(date +%s%N)
    printf '\n== %s\n' "$1"
    tell_loads "$1"
    steps_told=$((steps_told + (${#loads[@]} > 0)))
}

end_step() {
    while ((${#loads[@]} > 0 && $(date +%s%N) - step_began < 1500000000)); do
        sleep 0.2
    done
}

# end_loads ROW : ends the clients and prints their reports; fails if a statement did, if a row, which the guide's readers know
# by that name, was lost or doubled, or if a step had hardly any queries.
end_loads() {
    local i line steps reads writes failed=false
    step "the end"
    end_step
    kill "${loads[@]}"
    printf '\n== what the clients saw\n'
    for i in "${!loads[@]}"; do
        wait "${loads[i]}" || failed=true
        steps=0
        while IFS= read -r line; do
            if [[ $line =~ ^\ +step\ (.*):\ writes\ ([0-9]+)\ \ reads\ ([0-9]+)\ \ errors ]]; then
                printf 'proxy %d%s\n' $((i + 1)) "$line"
                steps=$((steps + 1))
                writes=${BASH_REMATCH[2]}
                reads=${BASH_REMATCH[3]}
                if [[ ${BASH_REMATCH[1]} != "the end" ]] && ((writes + reads < 100)); then
                    die "only $((writes + reads)) queries ran in the step '${BASH_REMATCH[1]}'"
                fi
            elif [[ $line =~ ^(Run|\ +(writes|reads|error|lost|the\ check)) ]]; then
                printf 'proxy %d  %s\n' $((i + 1)) "$line"
            fi
        done <"$data/load-$((i + 1)).log"
        ((steps == steps_told)) ||
            die "the load of proxy $((i + 1)) reported $steps of $steps_told steps: $(tail -n 5 "$data/load-$((i + 1)).log")"
    done
    loads=()
    load_steps=()
    ! $failed || die "a statement failed, or a $1 was lost or doubled"
    printf 'no statement failed, and no %s was lost or doubled\n' "$1"
}

# note_processes : keeps the ids of what runs, for require_no_process.
note_processes() {
    mapfile -t processes < <(cat "$data"/*.pid)
}

require_no_process() {
    local pid
    for pid in "${processes[@]}"; do
        ! kill -0 "$pid" 2>/dev/null || die "process $pid still runs"
    done
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

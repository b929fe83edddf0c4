# What all scripts of this folder share; they source it. ../common/lib.sh says what can be chosen, and besides:
#
#   GUESTBOOK_PORT  the guestbook's port, 15080 by default
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../common/lib.sh"

cell=test
keyspace=test_keyspace
guestbook_port=${GUESTBOOK_PORT:-15080}

# A shard has five tablets: one becomes the master, two stay replicas, two are rdonly.
types=(replica replica replica rdonly rdonly)

alias_of() {
    printf '%s-%010d' "$cell" "$1"
}

# tablets_up SHARD UID : starts a shard's servers and registers them.
tablets_up() {
    local shard=$1 uid=$2 i alias
    printf 'Creating %s.shard-%s servers in cell %s...\n' "$keyspace" "$shard" "$cell"
    start_servers "servers-$shard" "$cell" "$uid" ${#types[@]} >/dev/null
    for ((i = 0; i < ${#types[@]}; i++)); do
        alias=$(alias_of $((uid + i)))
        printf 'Creating server for tablet %s...\n' "$alias"
        init_tablet "$keyspace" "$shard" $((uid + i)) "$alias" "${types[i]}"
        printf 'servers/vttablet-%d\n' $((uid + i))
    done
}

# tablets_down SHARD UID : stops a shard's servers; the topology keeps its tablets.
tablets_down() {
    local shard=$1 uid=$2 i
    for ((i = 0; i < ${#types[@]}; i++)); do
        printf 'Deleting server for tablet %s...\n' "$(alias_of $((uid + i)))"
        printf 'servers/vttablet-%d\n' $((uid + i))
    done
    stop "servers-$shard" >/dev/null
}

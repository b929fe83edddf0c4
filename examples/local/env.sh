# What all scripts of this folder share; they source it. ../common/lib.sh says what can be chosen.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../common/lib.sh"

cell=zone1
keyspace=customer

# servers KEYSPACE SHARD UID : the shard's database servers, a master, a replica and an rdonly server, as tablets.
servers() {
    local keyspace=$1 shard=$2 uid=$3 i
    local types=(replica replica rdonly)
    start_servers "servers-$keyspace-$shard" zone1 "$uid" 3
    for i in 0 1 2; do
        init_tablet "$keyspace" "$shard" $((uid + i)) "zone1-$((uid + i))" "${types[i]}"
    done
    ctl InitShardMaster -force "$keyspace/$shard" "zone1-$uid"
}

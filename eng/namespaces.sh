#!/usr/bin/env bash
# Downloads between hosts that are network namespaces of this machine, on lines with a rate, a delay and loss:
#   eng/namespaces.sh [--rate 100mbit] [--delay 20ms] [--loss 1%] [--size 64]      (size in MiB)
# One index server, three sources, each on its own such line to one switch, and a downloader on a line without limits. Prints how long a file takes
# from one source, from three, and from three of which one is cut off in the middle. Needs root, ip and tc
# (iproute2); delay and loss need the kernel's netem, and are left out, with a word, where it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."

rate=100mbit delay=0ms loss=0% size=64
while (($#)); do
    case $1 in
        --rate) rate=$2 ;; --delay) delay=$2 ;; --loss) loss=$2 ;; --size) size=$2 ;;
        *) echo "eng/namespaces.sh: unknown option $1" >&2; exit 2 ;;
    esac
    shift 2
done

[[ $(id -u) == 0 ]] || { echo "eng/namespaces.sh: only root can make network namespaces." >&2; exit 1; }
for tool in ip tc dotnet; do
    command -v "$tool" >/dev/null || { echo "eng/namespaces.sh: $tool is not installed." >&2; exit 1; }
done

work=$(mktemp -d) net=gvnap$$
cleanup() {
    for host in switch index get alice bob carol; do
        ip netns pids "$net-$host" 2>/dev/null | xargs --no-run-if-empty kill
        ip netns del "$net-$host" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

dotnet build src/GvNap.Index -c Release -v quiet --nologo -o "$work/index" >/dev/null
dotnet build src/GvNap.Peer -c Release -v quiet --nologo -o "$work/peer" >/dev/null

on() { local host=$1; shift; ip netns exec "$net-$host" "$@"; }

# A host's line leads to the switch; both its ends are shaped alike.
shape() {
    on "$1" tc qdisc add dev "$2" root handle 1: tbf rate "$rate" burst 256kb latency 100ms
    if [[ $delay != 0ms || $loss != 0% ]]; then
        on "$1" tc qdisc add dev "$2" parent 1: netem delay "$delay" loss "$loss" limit 10000 2>/dev/null || plain=1
    fi
}

plain=0 number=1
ip netns add "$net-switch"
on switch ip link add bridge type bridge
on switch ip link set bridge up
for host in index get alice bob carol; do
    ip netns add "$net-$host"
    ip link add line netns "$net-$host" type veth peer name "$host" netns "$net-switch"
    on switch ip link set dev "$host" master bridge up
    on "$host" ip link set lo up
    on "$host" ip address add "10.77.0.$number/24" dev line
    on "$host" ip link set line up
    [[ $host == index || $host == get ]] || { shape "$host" line; shape switch "$host"; }
    number=$((number + 1))
done
((plain)) && echo "No netem in this kernel: lines of $rate without delay and loss." || echo "Lines of $rate, delay $delay, loss $loss each way."

on index dotnet "$work/index/gvnap-index.dll" --port 1699 </dev/null >"$work/index.log" 2>&1 &
mkdir "$work/share"
head -c "${size}M" /dev/urandom >"$work/share/film.bin"
sum=$(sha256sum <"$work/share/film.bin")

peer() { on "$1" env XDG_STATE_HOME="$work/$1" GVNAP_INDEX=10.77.0.1:1699 dotnet "$work/peer/gvnap.dll" "${@:2}"; }
serve() {
    peer "$1" serve --name "$1" --share "$work/share" </dev/null >"$work/$1.log" 2>&1 &
    until peer get peers 2>/dev/null | grep -q "^$1 .* 1 "; do sleep 0.2; done
}

# Downloads into a folder of its own, and checks the file.
fetch() {
    local start end
    start=$(date +%s.%N)
    peer get get "$id" --downloads "$work/$1" >"$work/$1.log" 2>&1 || { cat "$work/$1.log" >&2; exit 1; }
    end=$(date +%s.%N)
    [[ $(sha256sum <"$work/$1/film.bin") == "$sum" ]] || { echo "eng/namespaces.sh: the file is not what was shared." >&2; exit 1; }
    awk -v what="$2" -v size="$size" -v from="$start" -v to="$end" \
        'BEGIN { printf "%-40s %6.1f s  %6.1f MB/s\n", what, to - from, size * 1.048576 / (to - from) }'
}

serve alice
id=$(peer get search film | awk 'NR == 2 { print $1 }')
fetch one "one source"
serve bob
serve carol
fetch three "three sources"
(while (($(du -sk "$work/cut" 2>/dev/null | cut -f1 || echo 0) < size * 256)); do sleep 0.05; done; on carol ip link set line down) &
fetch cut "three sources, one of them cut off"

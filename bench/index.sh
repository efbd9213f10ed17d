#!/bin/sh
# Measures the index server against redis-server on this machine and prints one table; see docs/benchmarks.md.
# Wants redis-server, redis-benchmark and redis-cli (apt-get install redis-server) and python3.
#   bench/index.sh [--rounds N] [--files N] [--only NAME]…
set -eu
cd "$(dirname "$0")/.."
programs=$(mktemp -d)
trap 'rm -rf "$programs"' EXIT
dotnet publish -c Release --use-current-runtime --no-self-contained -v q --nologo -o "$programs" src/GvNap.Lab >&2
python3 bench/index.py --programs "$programs" "$@"

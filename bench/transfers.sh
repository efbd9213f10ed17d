#!/bin/sh
# Measures transfers and prints one table; see docs/benchmarks.md. Wants nginx, curl and aria2 (apt-get install nginx-light curl aria2).
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- bound download sources swarm folder memory hash crowd http
exec dotnet run -c Release --project tests/GvNap.Benchmarks -- "$@"

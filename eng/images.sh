#!/usr/bin/env bash
# Builds gvnap-peer, gvnap-index and gvnap-redis where no image registry can be reached. The Dockerfiles are those
# that everybody uses; what they build on, gvnap-sdk and gvnap-runtime, is made of Debian's packages, the installed
# .NET SDK and the NuGet packages that the projects name. Needs docker, dotnet and mmdebstrap, on Debian.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in docker dotnet mmdebstrap; do
    command -v "$tool" >/dev/null || { echo "eng/images.sh: $tool is not installed." >&2; exit 1; }
done
docker version >/dev/null 2>&1 || { echo "eng/images.sh: no Docker Engine answers." >&2; exit 1; }

suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
projects=(.editorconfig global.json Directory.*.props GvNap.ServiceDefaults/*.csproj src/*/*.csproj)
made_of=$({ echo "$suite"; dotnet --version; cat "${projects[@]}" eng/images.sh; } | sha256sum | cut -c1-16)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Whether an image is there already, made of the same.
is_current() { [ "$(docker image inspect --format '{{index .Config.Labels "gvnap.made-of"}}' "$1" 2>/dev/null)" = "$made_of" ]; }

# Makes an image: its name, Debian packages with commas between them, a script that completes the root folder in $1,
# and the instructions of a Dockerfile that `docker import` takes.
import() {
    local name=$1 packages=$2 complete=$3 changes=(--change "LABEL gvnap.made-of=$made_of")
    for change in "${@:4}"; do changes+=(--change "$change"); done
    mmdebstrap --quiet --variant=extract --include="$packages,busybox-static,libc6,ncurses-base" \
        --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --hook-dir=/usr/share/mmdebstrap/hooks/busybox \
        --extract-hook='cd "$1" && mkdir -p -m 1777 tmp && mkdir -p root' --extract-hook="$complete" \
        "$suite" - 2>"$work/log" | docker import "${changes[@]}" - "$name" >/dev/null || { cat "$work/log" >&2; exit 1; }
    echo "$name is made of $suite's packages."
}

# The build has no network: NuGet finds every package in a folder of gvnap-sdk, and needs no source.
restore_packages() {
    cp --parents "${projects[@]}" "$work"
    for project in src/GvNap.Index src/GvNap.Peer; do
        dotnet restore "$work/$project" --packages "$work/packages" --verbosity quiet
    done
}

# What .NET needs of the system, and the user of the official images.
libraries=libgcc-s1,libssl3,libstdc++6
user='cd "$1" && echo "app:x:1654:1654::/home/app:/bin/sh" >> etc/passwd && echo "app:x:1654:" >> etc/group
    mkdir -p home/app && chown 1654:1654 home/app
    mkdir -p usr/share/dotnet && ln -s ../share/dotnet/dotnet usr/bin/dotnet'

if ! { is_current gvnap-runtime && is_current gvnap-sdk && is_current gvnap-redis; }; then
    import gvnap-runtime "$libraries" "$user
        cp -a '$dotnet/dotnet' '$dotnet/host' '$dotnet/shared' usr/share/dotnet" \
        'ENV APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true'
    restore_packages
    import gvnap-sdk "$libraries" "$user
        cp -a '$dotnet/.' usr/share/dotnet && cp -a '$work/packages' usr/share/dotnet" \
        'ENV NUGET_FALLBACK_PACKAGES=/usr/share/dotnet/packages NuGetAudit=false DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1'
    import gvnap-redis redis-server true 'EXPOSE 6379' \
        'CMD ["redis-server", "--protected-mode", "no", "--save", "", "--appendonly", "no"]'

    # Those that these replace.
    docker image prune --force --filter label=gvnap.made-of >/dev/null
fi

for program in Index Peer; do
    name=gvnap-${program,,}
    docker build --network none --file "src/GvNap.$program/Dockerfile" --tag "$name" \
        --build-arg SDK_IMAGE=gvnap-sdk --build-arg RUNTIME_IMAGE=gvnap-runtime . >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    echo "$name is built."
done

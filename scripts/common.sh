# shellcheck shell=bash
# Shared by run.sh and test.sh; sourced, never run. Steps are timed, their output goes to build/logs unless somebody is
# watching, and what fails says what to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Sources and messages are Chinese; a fresh Debian speaks only ASCII.
export LC_ALL=C.UTF-8 PYTHONUTF8=1
LOGS=build/logs
mkdir -p "$LOGS"

if [ -t 1 ]; then BOLD=$'\e[1m' RED=$'\e[31m' GREEN=$'\e[32m' PLAIN=$'\e[0m'; else BOLD='' RED='' GREEN='' PLAIN=''; fi

now() { date +%s%N; }
# seconds_since START: "3.2"
seconds_since() {
    local tenths=$((($(now) - $1) / 100000000))
    echo "$((tenths / 10)).$((tenths % 10))"
}

# die SENTENCE...: what went wrong, and what to do about it.
die() {
    printf '%s✗ %s%s\n' "$RED" "$1" "$PLAIN" >&2
    shift
    [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
    exit 1
}

# logged NAME COMMAND...: runs the command with its output in $LOGS/NAME.log, and on the screen too when someone watches.
logged() {
    local log="$LOGS/$1.log"
    shift
    if [ -t 1 ]; then "$@" 2>&1 | tee "$log"; else "$@" >"$log" 2>&1; fi
}

# step NAME TITLE REMEDY COMMAND...: runs a step that everything after it needs.
step() {
    local name=$1 title=$2 remedy=$3 start
    shift 3
    start=$(now)
    printf '%s▸ %s%s\n' "$BOLD" "$title" "$PLAIN"
    if ! logged "$name" "$@"; then
        [ -t 1 ] || tail -n 40 "$LOGS/$name.log" >&2
        die "$title: failed after $(seconds_since "$start") s" "$remedy" "The whole output: $LOGS/$name.log"
    fi
    printf '%s  ✓ %s s%s\n' "$GREEN" "$(seconds_since "$start")" "$PLAIN"
}

# fingerprint FILE...: one digest over names and contents, for "has anything changed since?" (components.d.ts is made by
# the build itself.)
fingerprint() {
    find "$@" -type f ! -name components.d.ts -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# unless_stamped STAMP FINGERPRINT COMMAND...: runs the command, unless it succeeded for this fingerprint before.
unless_stamped() {
    local stamp=$1 print=$2
    shift 2
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$print" ] && return 0
    rm -f "$stamp"
    "$@" && echo "$print" >"$stamp"
}

# As many compilers as there are processors, but each needs up to 1.5 GB.
jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
    echo $((memory < 1 ? 1 : memory < cores ? memory : cores))
}

# Where nothing is built and nothing cached, files are compiled in batches (ZHUPI_UNITY, cmake/Precompiled.cmake): half the time.
# A desk keeps them apart, so that a change recompiles one.
CACHED_AT_START=$(ccache --print-stats 2>/dev/null | awk '$1 == "files_in_cache" { print $2 }') || true
in_batches() { # PRESET
    [ ! -f "build/$1/CMakeCache.txt" ] && [ "${CACHED_AT_START:-0}" -lt 200 ]
}
configure_and_build() { # PRESET TARGET...
    local preset=$1 batches=()
    shift
    ! in_batches "$preset" || batches=(-DZHUPI_UNITY=ON)
    cmake --preset "$preset" "${batches[@]}" && cmake --build --preset "$preset" -j "$(jobs)" --target "$@" && return
    grep -q '^ZHUPI_UNITY:BOOL=ON' "build/$preset/CMakeCache.txt" || return 1
    # Two files of a batch may disagree where scripts/batch_sources.py saw nothing. That costs time, not the build.
    echo '▸ It does not compile in batches; now each file by itself.'
    cmake --preset "$preset" -DZHUPI_UNITY=OFF && cmake --build --preset "$preset" -j "$(jobs)" --target "$@"
}

web_packages() {
    (cd web && unless_stamped node_modules/.zhupi-stamp "$(fingerprint package-lock.json) $(node --version)" \
        npm ci --ignore-scripts --no-audit --no-fund)
}
web_build() {
    (cd web && unless_stamped dist/.zhupi-stamp \
        "$(fingerprint src public index.html vite.config.ts package-lock.json)" npm run build)
}

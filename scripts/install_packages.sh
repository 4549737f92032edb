#!/usr/bin/env bash
# Installs the Debian 12 packages that the given groups need, and only those that are missing.
#   scripts/install_packages.sh build            what run.sh needs
#   scripts/install_packages.sh build test       what test.sh needs
#   scripts/install_packages.sh bench            what the programs in bench/ need besides
#   scripts/install_packages.sh node             Debian's npm, where no newer Node is on the PATH (scripts/node.sh)
# docs/dependencies.md says what each is for, under which licence, and what could replace it.
set -euo pipefail

packages_of() {
    case $1 in
    build) echo g++ cmake ninja-build ccache pkg-config python3 git ca-certificates \
        libboost1.81-dev libsimdjson-dev libexpected-dev libfmt-dev libspdlog-dev libssl-dev libargon2-dev \
        libsqlite3-dev libpq-dev libcurl4-openssl-dev zlib1g-dev libyaml-cpp-dev libcli11-dev libicu-dev libpugixml-dev ;;
    test) echo postgresql postgresql-contrib doctest-dev clang-19 clang-format-19 libclang-rt-19-dev lld-19 chromium-headless-shell fonts-noto-cjk curl \
        golang-golang-x-mod-dev ;;
    bench) echo libbenchmark-dev wrk jq sqlite3 ;;
    node) echo npm ;;
    *) echo "unknown group '$1'; there are: build test bench node" >&2 && return 2 ;;
    esac
}

fail() {
    printf '✗ %s\n' "$@" >&2
    exit 1
}

wanted=()
for group in "${@:-build}"; do
    list=$(packages_of "$group")
    read -ra names <<<"$list"
    wanted+=("${names[@]}")
done

command -v dpkg-query >/dev/null || fail "These packages are Debian's, and this system is not." \
    "Install the like of them by hand: ${wanted[*]}"

installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p')
missing=$(comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(sort -u <<<"$installed"))
[ -n "$missing" ] || exit 0
read -ra missing <<<"$(tr '\n' ' ' <<<"$missing")"

# apt would remove the older Boost, and with it what the owner of this machine builds with it.
if grep -qx libboost1.74-dev <<<"$installed"; then
    fail "libboost1.74-dev is installed and cannot stand beside libboost1.81-dev, which this project needs." \
        "Remove it (apt-get remove libboost1.74-dev), or build on another machine or in a container."
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "These packages are missing: ${missing[*]}" \
        "Install them as root: apt-get install -y --no-install-recommends ${missing[*]}"
    as_root=(sudo)
fi
echo "installing ${missing[*]}"
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 "$@"; }
apt update -q
apt install -q -y --no-install-recommends "${missing[@]}" </dev/null

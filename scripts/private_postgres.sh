#!/usr/bin/env bash
# A PostgreSQL cluster of one's own, for tests and measurements: on a free port, in a folder that goes with it.
#   url=$(scripts/private_postgres.sh start FOLDER [SETTING=VALUE...])   prints postgres://…; FOLDER must not exist yet
#   scripts/private_postgres.sh stop FOLDER                              stops it and removes the folder
# Durable as a real one (fsync and synchronous_commit are on). Root may not run PostgreSQL: then it runs as "postgres".
set -euo pipefail

fail() {
    printf '✗ %s\n' "$@" >&2
    exit 1
}

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin -type d 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || fail "PostgreSQL is not installed." "scripts/install_packages.sh test"
as_owner=()
[ "$(id -u)" -ne 0 ] || as_owner=(runuser -u postgres --)
[ $# -ge 2 ] || fail "usage: private_postgres.sh start|stop FOLDER"
command=$1 folder=$2
shift 2

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

case $command in
start)
    [ ! -e "$folder" ] || fail "$folder exists already"
    mkdir -p "$folder"
    [ ${#as_owner[@]} -eq 0 ] || chown postgres: "$folder"
    "${as_owner[@]}" "$bin/initdb" -D "$folder/data" -U zhupi --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 ||
        fail "initdb failed: $(tail -n 3 "$folder/initdb.log")"
    port=$(free_port)
    {
        echo "listen_addresses = '127.0.0.1'"
        echo "port = $port"
        echo "unix_socket_directories = '$folder'"
        echo "max_connections = 200"
        printf '%s\n' "$@"
    } >>"$folder/data/postgresql.conf"
    "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 30 start >/dev/null ||
        fail "PostgreSQL did not start: $(tail -n 3 "$folder/log")"
    "${as_owner[@]}" "$bin/createdb" -h "$folder" -p "$port" -U zhupi zhupi
    echo "postgres://zhupi@/zhupi?host=$folder&port=$port"
    ;;
stop)
    if [ -f "$folder/data/postmaster.pid" ]; then
        "${as_owner[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    fi
    rm -rf "$folder"
    ;;
*) fail "usage: private_postgres.sh start|stop FOLDER" ;;
esac

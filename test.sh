#!/usr/bin/env bash
# Everything that a change can break, on a fresh Debian 12 as well as on a desk: installs, builds, tests, counts.
#   ./test.sh            what every change must pass; a failing part does not hide the ones after it
#   ./test.sh --quick    without sanitizers and browser: minutes, for while one works
#   ./test.sh --all      also the long parts: sanitizers over everything, both compilers
source "$(dirname "$0")/scripts/common.sh"
exec </dev/null

mode=normal
for argument in "$@"; do
    case $argument in
    --quick) mode=quick ;;
    --all) mode=all ;;
    *) die "'$argument' is no option" "There are: --quick --all" ;;
    esac
done

started=$(now)
summary=()
total_passed=0 total_failed=0
# part NAME TITLE COMMAND...: one line of the summary; goes on when it fails.
part() {
    local name=$1 title=$2 start verdict=ok passed failed
    shift 2
    start=$(now)
    printf '%s▸ %s%s\n' "$BOLD" "$title" "$PLAIN"
    logged "$name" "$@" || verdict=failed
    read -r passed failed <<<"$(scripts/count_results.py "$LOGS/$name.log")" || true
    if [ -z "${passed:-}" ]; then passed=1 failed=0; fi # it does not count: it is one test itself
    if [ $verdict = failed ] && [ "$failed" -eq 0 ]; then passed=0 failed=1; fi
    if [ "$failed" -gt 0 ]; then
        [ -t 1 ] || grep -anE 'ERROR|FAIL|✗|×|error:|Error:' -A 12 "$LOGS/$name.log" | tail -n 120 || tail -n 60 "$LOGS/$name.log"
        printf '%s  ✗ see %s/%s.log%s\n' "$RED" "$LOGS" "$name" "$PLAIN"
    fi
    total_passed=$((total_passed + passed)) total_failed=$((total_failed + failed))
    summary+=("$(printf '%-44s %5d passed, %3d failed  %7s s' "$title" "$passed" "$failed" "$(seconds_since "$start")")")
    printf '  %s\n' "${summary[-1]}"
}

unit_tests() { ctest --test-dir "build/$1" -j "$(jobs)" --no-tests=error --output-on-failure -V "${@:2}"; }

# The rooms that read what strangers send: where a sanitizer finds most. --all looks at every room.
reading_rooms() {
    for room in base crypto document feel dmn forms bpmn; do
        compgen -G "src/$room/*_test.cpp" >/dev/null && echo "$room"
    done
}
sanitized() { # PRESET ROOM...
    local preset=$1
    shift
    configure_and_build "$preset" "${@/%/_test}" && unit_tests "$preset" -R "^($(IFS='|' && echo "$*"))\$"
}
# beside NAME COMMAND...: begins it beside what follows, much of which waits for servers and disks; `quietly` before the command
# gives it what the others leave over.
# `ended NAME`, later, waits for its end and says what it said.
beside() {
    local name=$1
    shift
    rm -f "$LOGS/$name.ended"
    (
        "$@" >"$LOGS/$name.beside" 2>&1
        echo $? >"$LOGS/$name.ended"
    ) &
}
quietly() {
    renice -n 15 -p $BASHPID >/dev/null
    "$@"
}
ended() {
    until [ -e "$LOGS/$1.ended" ]; do sleep 0.5; done
    cat "$LOGS/$1.beside"
    return "$(cat "$LOGS/$1.ended")"
}
every_room() { for test in src/*/*_test.cpp; do basename "$(dirname "$test")"; done | sort -u; }

formatted() { find src tests bench -name '*.[ch]pp' -print0 | xargs -0 clang-format-19 --dry-run --Werror; }
front_end() {
    web_packages && (cd web && npm run typecheck && npm test) && web_build
}
browser() { (cd web && npm run e2e); }
# The main journey once more, on PostgreSQL; the cluster goes whatever happens.
browser_on_postgres() (
    folder=$(mktemp -d "${TMPDIR:-/tmp}/zhupi-pg-XXXXXX") && chmod 755 "$folder"
    trap 'scripts/private_postgres.sh stop "$folder/cluster"; rm -rf "$folder"' EXIT
    url=$(scripts/private_postgres.sh start "$folder/cluster") || exit 1
    (cd web && ZHUPI_STORE=$url npm run e2e:main)
)

step packages 'Debian packages' 'As root or with sudo, on Debian 12, with the network on?' scripts/install_packages.sh build test
source scripts/node.sh

part lists 'Generated lists are in step' python3 scripts/generate_lists.py --check
part floors 'Includes run downstairs' python3 scripts/check_floors.py
part format 'Sources are formatted' formatted
part build 'Release build' configure_and_build release all
if [ $mode = all ]; then
    mapfile -t benches < <(sed -n 's/^zhupi_bench(\([a-z_]*\).*/\1_bench/p' bench/CMakeLists.txt)
    part benches 'Programs that measure' configure_and_build release "${benches[@]}"
fi
part unit 'Unit tests' unit_tests release
if [ $mode != quick ]; then
    mapfile -t rooms < <(reading_rooms)
    [ $mode = all ] && mapfile -t rooms < <(every_room)
    beside postgres tests/postgres/run
    beside web quietly front_end
    beside asan quietly sanitized asan "${rooms[@]}"
fi
for folder in tests/*/run; do
    [ $mode != quick ] && [ "$folder" = tests/postgres/run ] && continue
    [ -x "$folder" ] && part "tests-$(basename "$(dirname "$folder")")" "$(dirname "$folder")" "$folder"
done
if [ $mode = quick ]; then
    part web 'Front end: packages, types, unit tests, build' front_end
else
    part web 'Front end: packages, types, unit tests, build' ended web
    part browser 'Journeys in the browser' browser
    part tests-postgres 'tests/postgres, so far beside' ended postgres
    part browser-postgres 'The main journey on PostgreSQL' browser_on_postgres
    part asan 'Address and undefined behaviour sanitizers, so far beside' ended asan
fi
if [ $mode = all ]; then
    mapfile -t rooms < <(every_room)
    part tsan 'Thread sanitizer' sanitized tsan "${rooms[@]}"
fi

printf '\n%s\n' "${summary[@]}"
printf '\n%d passed, %d failed  (%s s)\n' "$total_passed" "$total_failed" "$(seconds_since "$started")"
[ "$total_failed" -eq 0 ]

#!/usr/bin/env bash
# From a fresh clone to a running demo city: installs what is missing, builds, starts.
#   ./run.sh                                    then open http://127.0.0.1:8080
#   ./run.sh --listen 0.0.0.0:80 --data DIR     arguments go to `zhupi demo`; see `zhupi demo --help`
# A second run takes seconds: nothing is done that has not changed.
source "$(dirname "$0")/scripts/common.sh"

step packages 'Debian packages' 'As root or with sudo, on Debian 12, with the network on?' scripts/install_packages.sh build
source scripts/node.sh
step build 'The zhupi program' 'Mend what the compiler says; on another compiler or system, see docs/dependencies.md.' configure_and_build release zhupi
step npm 'Packages of the front end' 'Is the npm registry reachable (npm ping)?' web_packages
step web 'The web pages' 'If a package is damaged: rm -r web/node_modules, and again.' web_build

[[ " $* " == *' --data'[' =']* ]] || set -- --data data/demo "$@"
cat <<TEXT

${BOLD}筑批 · 云江市（演示）${PLAIN}
  登录页列出各角色的演示账号，点一下即可登录。 The sign-in page lists a demo account for every role.
  Ctrl+C 停止；删除数据目录即重新开始。 Ctrl+C stops; delete the data folder to begin anew.

TEXT
exec build/release/bin/zhupi demo "$@"

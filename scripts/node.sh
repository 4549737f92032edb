# shellcheck shell=bash
# Puts a Node that the front end can be built with on the PATH; sourced after common.sh. Debian 12 has Node 18, Vite needs
# 20.19: where no newer one is found, Node 22 comes from the npm registry into .node/, beside the sources and nowhere else.
NODE_VERSION=22.23.3
NPM_VERSION=10.9.9

node_is_new_enough() {
    command -v npm >/dev/null &&
        node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

fetch_node() {
    command -v npm >/dev/null || scripts/install_packages.sh node
    local machine
    case $(uname -m) in x86_64) machine=x64 ;; aarch64) machine=arm64 ;; *) return 1 ;; esac
    mkdir -p .node/bin
    # The package that holds the binary itself: no script of a package runs. npm comes along, for Debian's belongs to 18.
    npm install --prefix .node --no-save --ignore-scripts --no-audit --no-fund \
        "node-linux-$machine@$NODE_VERSION" "npm@$NPM_VERSION" &&
        ln -sf "../node_modules/node-linux-$machine/bin/node" .node/bin/node &&
        ln -sf ../node_modules/npm/bin/npm-cli.js .node/bin/npm &&
        ln -sf ../node_modules/npm/bin/npx-cli.js .node/bin/npx
}

[ -x .node/bin/node ] && PATH=$PWD/.node/bin:$PATH
if ! node_is_new_enough; then
    step node "Node $NODE_VERSION for the front end" \
        "Is the npm registry reachable (npm ping)? Any Node from 20.19 on the PATH will do." fetch_node
    PATH=$PWD/.node/bin:$PATH
fi
export PATH

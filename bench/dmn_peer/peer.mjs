// Evaluates the tables that dmn_bench wrote with feelin, rule by rule, and sets its time beside ours.
//   node peer.mjs FOLDER_WITH_FEELIN TABLES.json
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [folder, file] = process.argv.slice(2);
const { unaryTest } = await import(pathToFileURL(join(folder, 'node_modules/feelin/dist/index.js')));
const version = JSON.parse(readFileSync(join(folder, 'node_modules/feelin/package.json'))).version;

/** The numbers of the rules that hold; feelin knows no table, so this is how one is made of it. */
function holding(table, row) {
    const held = [];
    for (let r = 0; r < table.rules.length; ++r) {
        const cells = table.rules[r];
        let holds = true;
        for (let c = 0; holds && c < cells.length; ++c)
            holds = cells[c] === '-' || unaryTest(cells[c], { '?': row[c] }).value === true;
        if (!holds) continue;
        held.push(r);
        if (table.policy === 'FIRST') break;
    }
    return held;
}

for (const table of JSON.parse(readFileSync(file))) {
    const rows = table.rules.length > 100 ? table.inputs.slice(0, 5) : table.inputs.slice(0, 100);
    let best = Infinity;
    for (let round = 0; round < 3; ++round) {
        const before = process.cpuUsage();
        for (let i = 0; i < rows.length; ++i) {
            const held = holding(table, rows[i]);
            if (held[0] !== table.answers[i]) throw new Error(`${table.name}: row ${i}: ${held} instead of ${table.answers[i]}`);
        }
        const used = process.cpuUsage(before);
        best = Math.min(best, ((used.user + used.system) * 1000) / rows.length);
    }
    console.log(`${table.name.padEnd(28)} zhupi ${table.ns.toFixed(0).padStart(6)} ns · feelin ${version} ` +
        `${(best / 1000).toFixed(0).padStart(8)} µs · ${Math.round(best / table.ns)} times`);
}

// npm's @sigstore/verify judges our checkpoint and a proof: sigstore.cjs FOLDER VKEY-FILE PROOF.json
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const [folder, vkeyFile, proofFile] = process.argv.slice(2);
const {verifyCheckpoint} = require(path.join(folder, 'dist/tlog/checkpoint.js'));
const {verifyMerkleInclusion} = require(path.join(folder, 'dist/tlog/merkle.js'));

const [, name, id, key] = fs.readFileSync(vkeyFile, 'utf-8').trim().match(/^([^+]+)\+([^+]+)\+(.+)$/);
const raw = Buffer.from(key, 'base64').subarray(1);
const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
const publicKey = crypto.createPublicKey({key: spki, format: 'der', type: 'spki'});
const logKey = {publicKey, logID: Buffer.from(id, 'hex'), baseURL: 'https://' + name};

const view = JSON.parse(fs.readFileSync(proofFile, 'utf-8'));
const [head, ...rest] = view.proof.split('\n\n');
const note = rest.join('\n\n');
const [, index, ...hashes] = head.split('\n');
const [, size, root] = note.split('\n');
const entry = canonicalizedBody => ({
    canonicalizedBody,
    inclusionProof: {logIndex: index.replace('index ', ''), treeSize: size, rootHash: Buffer.from(root, 'base64'),
        hashes: hashes.map(h => Buffer.from(h, 'base64')), checkpoint: {envelope: note}},
});
const good = entry(Buffer.from(view.entry));
const checkpoint = verifyCheckpoint(good, [logKey]);
console.log('checkpoint ok');
verifyMerkleInclusion(good, checkpoint);
console.log('inclusion ok');
try {
    verifyMerkleInclusion(entry(Buffer.from(view.entry + ' ')), checkpoint);
    console.log('changed leaf ACCEPTED');
} catch {
    console.log('changed leaf refused');
}

// Says how much the first page weighs: index.html and everything it loads before the visitor does anything, gzipped.
// Fails above the budget, so that nobody adds to it by accident.

import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const budget = 250_000
const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const files = new Set(['index.html'])

function load(key) {
  const chunk = manifest[key]
  if (!chunk || files.has(chunk.file)) return
  files.add(chunk.file)
  for (const sheet of chunk.css ?? []) files.add(sheet)
  for (const next of chunk.imports ?? []) load(next)
}

// What the entry imports, what it asks for at once (words of one language), and the page at "/".
load('index.html')
load('src/locales/zh-CN/index.ts')
load('src/features/guide/Home.vue')

let total = 0
for (const file of files) {
  const size = gzipSync(readFileSync(new URL(file, dist))).length
  total += size
  console.log(`${String(size).padStart(8)}  ${file}`)
}
console.log(`${String(total).padStart(8)}  in all (budget ${budget})`)
if (total > budget) process.exit(1)

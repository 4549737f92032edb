// Writes the generated vectors of the form runtime (forms/vectors/*.made.json).
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const folder = fileURLToPath(new URL('../../forms/vectors/', import.meta.url))
const server = await createServer({ configFile: false, root: folder, logLevel: 'warn', server: { middlewareMode: true, hmr: false, ws: false } })
const { make } = await server.ssrLoadModule('/make.ts')
for (const [name, text] of Object.entries(make())) writeFileSync(folder + name, text)
await server.close()

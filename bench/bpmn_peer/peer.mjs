// The five-task parallel approval in npm's bpmn-engine: CPU milliseconds per instance, best of three rounds. The source is
// parsed once and its context reused, as a server would do.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { EventEmitter } from 'node:events'

const require = createRequire(process.argv[2] + '/node_modules/')
const { Engine } = require('bpmn-engine')
const elements = require('bpmn-elements')
const moddle = await import(require.resolve('bpmn-moddle'))
const BpmnModdle = moddle.BpmnModdle ?? moddle.default?.BpmnModdle ?? moddle.default
const serializer = require('moddle-context-serializer')
const source = readFileSync(new URL('./approval.bpmn', import.meta.url), 'utf8')
const instances = Number(process.argv[3] ?? 300)

const parsed = await new BpmnModdle().fromXML(source)
const sourceContext = serializer.default(parsed, serializer.TypeResolver(elements))

async function one() {
  const engine = new Engine({ name: 'bench', sourceContext, variables: { approved: true } })
  const listener = new EventEmitter()
  let completions = 0
  const issued = []
  listener.on('activity.wait', (api) => {
    issued.push(api.id)
    // Answered after the engine has come to rest, as a person would.
    setImmediate(() => {
      ++completions
      api.signal()
    })
  })
  const ended = new Promise((resolve, reject) => {
    engine.once('end', resolve)
    engine.once('error', reject)
  })
  await engine.execute({ listener })
  await ended
  if (completions !== 5 || !issued.includes('issue')) throw new Error(`wrong run: ${issued}`)
}

for (let i = 0; i < 30; ++i) await one()
let best = Infinity
for (let round = 0; round < 3; ++round) {
  const before = process.cpuUsage()
  for (let i = 0; i < instances; ++i) await one()
  const used = process.cpuUsage(before)
  best = Math.min(best, (used.user + used.system) / 1000 / instances)
}
console.log(best.toFixed(3))

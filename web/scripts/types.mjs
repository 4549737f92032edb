// Writes src/app/api.d.ts from the server's OpenAPI description.
//   npm run types -- http://127.0.0.1:8080/api/v1/openapi.json      (or the path of a saved openapi.json)
// Only the shapes are taken. The server uses a small part of JSON Schema (base/json.hpp), and what it sends is always
// complete, so every member is present and absence is null.

import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

export const place = new URL('../src/app/api.d.ts', import.meta.url)

function type(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop()
  if (schema.anyOf) return schema.anyOf.map(type).join(' | ')
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  switch (schema.type) {
    case 'array': {
      const element = type(schema.items)
      return element.includes('|') ? `(${element})[]` : `${element}[]`
    }
    case 'object':
      return `Record<string, ${type(schema.additionalProperties)}>`
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
    case 'string':
    case 'null':
      return schema.type
    default:
      return 'unknown'
  }
}

const shape = ([name, schema]) => {
  const members = Object.entries(schema.properties).map(([key, value]) => `  ${key}: ${type(value)}`)
  return `export interface ${name} {\n${members.join('\n')}\n}\n`
}

/** The whole text of api.d.ts. */
export function typesOf(description) {
  const shapes = Object.entries(description.components.schemas).filter(([, schema]) => schema.properties)
  const head = '// Made by `npm run types` from the OpenAPI description of the server. Do not edit.\n\n'
  return head + shapes.map(shape).join('\n')
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const source = process.argv[2] ?? 'http://127.0.0.1:8080/api/v1/openapi.json'
  const text = source.startsWith('http') ? await (await fetch(source)).text() : await readFile(source, 'utf8')
  const types = typesOf(JSON.parse(text))
  await writeFile(place, types)
  console.log(`${types.match(/^export interface /gm).length} shapes`)
}

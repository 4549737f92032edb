// The front end's types are the server's: api.d.ts is what `npm run types` would make of the running server.

import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { place, typesOf } from '../scripts/types.mjs'

test('the types of the front end are made from this server', async ({ request }) => {
  const description = await (await request.get('/api/v1/openapi.json')).json()
  expect(readFileSync(place, 'utf8'), 'run `npm run types` and commit src/app/api.d.ts').toBe(typesOf(description))
})

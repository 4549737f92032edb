// What runs is moved to another edition of the flows, after it has been tried on it.

import { readFileSync } from 'node:fs'
import type { FlowFileText, FlowsView } from '../src/app/api'
import { expect, test } from './city'
import { handIn } from './walk'

const words = JSON.parse(readFileSync(new URL('../src/locales/zh-CN/flows.json', import.meta.url), 'utf8'))

test('running applications move to the edition in force', async ({ city }) => {
  test.setTimeout(240_000)
  await handIn(city, '迁移书店')
  const { page, ...keeper } = await city.person('guanli')
  const before = await keeper.get<FlowsView>('/flows')
  const path = '/flows/files/item-standard.bpmn'
  const { xml } = await keeper.get<FlowFileText>(path)
  await keeper.put(path, { xml: xml.replace(/(<process [^>]*name=")[^"]*/, '$1一般程序（新）') })
  await keeper.post('/flows/publish', { note: '迁移试验' })
  const of = async (version: string) => (await keeper.get<FlowsView>('/flows')).editions.find((edition) => edition.version === version)!
  const { openApplications } = await of(before.inForce)
  expect(openApplications).toBeGreaterThan(0)

  await page.goto('/admin/flows?view=migrate')
  await page.getByLabel(words.from, { exact: true }).selectOption(before.inForce)
  await page.getByRole('button', { name: words.migrate.try }).click()
  const run = page.getByRole('button', { name: /^迁移 \d+ 件$/ })
  await expect(run).toBeVisible({ timeout: 60_000 })
  const possible = Number(/\d+/.exec(await run.innerText())![0])
  await run.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words.migrate.reason).fill('新流程对在办件同样适用')
  await dialog.getByRole('button', { name: words.migrate.go }).click()
  await expect(page.locator('.toasts').getByText(`已迁移 ${possible} 件`)).toBeVisible({ timeout: 60_000 })
  expect((await of(before.inForce)).openApplications).toBe(openApplications - possible)
})

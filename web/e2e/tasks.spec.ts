// What a flow asks of people besides the desks: other departments answer on the page, a lead moves a case, and what runs is moved to
// another edition of its flow.

import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { ApplicationView, CaseRow, CaseView, City as CityFacts } from '../src/app/api'
import { type City, expect, test } from './city'
import { handIn, lowRisk, Walk } from './walk'

const { task: words, move } = JSON.parse(readFileSync(new URL('../src/locales/zh-CN/flows.json', import.meta.url), 'utf8'))

/** The joint acceptance of a small building, accepted by its department: several departments are asked to the site at once. */
async function jointAcceptance(city: City) {
  const walk = new Walk(city, await city.person('owner05'), await city.person('counter1'))
  for (const { code } of (await walk.owner.get<CityFacts>('/city')).departments) walk.departments.add(code) // nothing on pages before the acceptance
  await walk.registerByApi('验收书店', lowRisk)
  const file = async (stage: number) => {
    await walk.fill(stage)
    const application = await walk.sendByApi(stage)
    await walk.receiveByApi(application)
    return application
  }
  for (const stage of [1, 2]) await walk.concludeApplication(await file(stage))
  const application = await file(4)
  const cases = async () => (await walk.owner.get<ApplicationView>(`/applications/${application}`)).cases
  const joint = async () => (await cases()).find(({ item }) => item.code === 'E01')!
  while ((await joint()).status === 'waiting')
    for (const row of (await cases()).filter(({ status }) => status === 'received')) await walk.conclude(row)
  const row = await joint()
  const officer = await city.person(`${row.department.code}.cb1`)
  await officer.post(`/cases/${row.id}/accept`, { text: '材料齐全' })
  const asked = async () => (await walk.caseOf(row.id)).tasks
  const own = ({ department }: { department: { code: string } }) => department.code === row.department.code
  // First the department itself makes the appointment.
  for (let tasks = await asked(); tasks.every(own); tasks = await asked())
    for (const { token, outcomes } of tasks) await officer.post(`/cases/${row.id}/answer`, { token, outcome: outcomes[0], text: '' })
  return { row, task: (await asked()).find((task) => !own(task))! }
}

test('departments that are asked to the site find it above their work and answer there', async ({ city }) => {
  test.setTimeout(240_000)
  const { row, task: { department, name, outcomes } } = await jointAcceptance(city)
  const { page, ...asked } = await city.person(`${department.code}.cb1`)

  await page.goto('/work')
  const card = page.locator('.asked')
  await expect(card).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).include('.asked').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target)}`)).toEqual([])
  await card.locator(`a[href="/work/${row.id}"]`).first().click()

  const list = page.getByRole('region', { name: words.title })
  const mine = list.locator('li.mine').filter({ hasText: name })
  await mine.getByRole('button', { name: words.answer }).click()
  await mine.getByRole('button', { name: new RegExp(`^${words.send}`) }).click()
  if (outcomes.length > 1) await expect(mine.getByText(words.needOutcome)).toBeVisible()
  await mine.getByRole('radio').first().check()
  await mine.getByLabel(words.text).fill('现场与图纸一致')
  await page.keyboard.press('Control+Enter')
  await expect(page.locator('.toasts').getByText(words.done.replace('{name}', name))).toBeVisible()
  await expect(list.locator('li.mine').filter({ hasText: name })).toHaveCount(0)

  const { opinions } = await asked.get<CaseView>(`/cases/${row.id}`)
  expect(opinions.some(({ text }) => text === '现场与图纸一致')).toBe(true)
  await page.goto('/work')
  await expect(page.locator('h1')).toBeVisible()
  await expect(page.locator(`.asked a[href="/work/${row.id}"]`)).toHaveCount(0)
})

test('a lead takes a case back to its officer, with a reason', async ({ city }) => {
  const { cases } = await handIn(city, '退回书店')
  let moved: CaseRow | undefined
  for (const row of cases.filter(({ status }) => status === 'received')) {
    const officer = await city.person(`${row.department.code}.cb1`)
    await officer.post(`/cases/${row.id}/accept`, { text: '材料齐全' })
    await officer.post(`/cases/${row.id}/propose`, { outcome: 'approve', text: '拟予通过', deferrals: [] })
    const now = (await officer.get<CaseView>(`/cases/${row.id}`)).row
    if (now.desk === 'review' || now.desk === 'approval') moved = now
  }
  expect(moved, 'a case with a second desk').toBeDefined()
  const { page, ...lead } = await city.person('zrzy.qt')
  await page.goto(`/work/${moved!.id}`)
  await page.getByRole('button', { name: move.title }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: '承办' }).check()
  await dialog.getByRole('button', { name: move.send }).click()
  await expect(dialog.getByText(move.needReason)).toBeVisible()
  await dialog.getByLabel(move.reason).fill('漏看一页图纸')
  await dialog.getByRole('button', { name: move.send }).click()
  await expect(page.locator('.toasts').getByText(move.done.replace('{desk}', '承办'))).toBeVisible()
  const { row, history } = await lead.get<CaseView>(`/cases/${moved!.id}`)
  expect(row.desk).toBe('handling')
  expect(history.at(-1)!.type).toBe('case.moved')
})

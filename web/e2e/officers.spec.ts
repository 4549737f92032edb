// A day at the desk: a case goes from claim to decision without a mouse, and whatever others do meanwhile is seen
// without losing a word or a row.

import type { ApplicationView, CaseView } from '../src/app/api'
import { type City, expect, type Person, test, zh } from './city'
import { handIn } from './walk'

/** An officer before a case of the kind that is reviewed and approved, received and taken by nobody. */
async function unclaimed(city: City, project: string): Promise<{ officer: Person; department: string; view: CaseView }> {
  const { cases } = await handIn(city, project)
  for (const row of cases.filter(({ status }) => status === 'received')) {
    const department = row.department.code
    const officer = await city.person(`${department}.cb1`)
    const view = await officer.get<CaseView>(`/cases/${row.id}`)
    if (view.handling === 'normal' && view.actions.includes('claim')) return { officer, department, view }
  }
  throw new Error(`${project}: no case that is reviewed and approved`)
}

/** A step on the bar; its name is followed by its key. */
const step = (person: Person, name: string) => person.page.getByRole('button', { name: new RegExp(`^${name}`) }).first()
const notice = (person: Person, text: string) => person.page.locator('.toasts').getByText(text, { exact: true }).last()

test('a case goes from claim to decision by keyboard alone', async ({ city }) => {
  const { officer, department, view } = await unclaimed(city, '键盘书店')
  const address = `/work/${view.row.id}`
  const { page } = officer
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1, name: view.row.item.name.zh })).toBeVisible()

  await page.keyboard.press('c')
  await expect(notice(officer, zh.cases.done.claim)).toBeVisible()
  await page.keyboard.press('a')
  await expect(page.getByLabel(zh.cases.text.accept)).toBeFocused()
  await page.keyboard.type('材料齐全，予以受理。')
  await page.keyboard.press('Control+Enter')
  await expect(notice(officer, zh.cases.done.accept)).toBeVisible()

  await page.keyboard.press('p')
  await expect(page.getByRole('radio', { name: zh.cases.propose.approve, exact: true })).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(zh.cases.need.text)).toBeVisible()
  await expect(page.getByLabel(zh.cases.text.propose)).toBeFocused()
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel(zh.cases.text.propose)).toHaveValue(/键盘书店/)
  await page.keyboard.press('Control+Enter')
  await expect(notice(officer, zh.cases.done.propose)).toBeVisible()
  await expect(page.getByText(zh.cases.nothingNow)).toBeVisible()

  const reviewer = await city.person(`${department}.sh`)
  await reviewer.page.goto(address)
  await expect(step(reviewer, zh.cases.step.review)).toBeVisible()
  await reviewer.page.keyboard.press('v')
  await expect(reviewer.page.getByText(zh.cases.then.review.agree)).toBeVisible()
  await reviewer.page.keyboard.press('Control+Enter')
  await expect(notice(reviewer, zh.cases.done.review)).toBeVisible()

  const approver = await city.person(`${department}.pz`)
  await approver.page.goto(address)
  await expect(step(approver, zh.cases.step.decide)).toBeVisible()
  await approver.page.keyboard.press('d')
  await approver.page.keyboard.press('Control+Enter')
  await expect(notice(approver, zh.cases.done.decide)).toBeVisible()
  await expect(approver.page.locator('header').getByText(zh.ui.status.approved).first()).toBeVisible()

  // The officer's page, open all the while, has followed.
  await expect(page.locator('header').getByText(zh.ui.status.approved).first()).toBeVisible()
})

test('letters are letters while somebody writes', async ({ city }) => {
  const { officer, view } = await unclaimed(city, '字母书店')
  const { page } = officer
  await page.goto(`/work/${view.row.id}`)
  await expect(step(officer, zh.cases.step.refuse)).toBeVisible()
  await page.keyboard.press('x')
  const reason = page.getByLabel(zh.cases.text.refuse)
  await reason.focus()
  await page.keyboard.type('japan, u and ?')
  await expect(reason).toHaveValue('japan, u and ?')
  await page.keyboard.press('Escape')
  await expect(reason).toBeHidden()
  await page.keyboard.press('x')
  await expect(reason).toHaveValue('japan, u and ?')
})

test('what is written survives a colleague who was faster', async ({ city }) => {
  const { officer, department, view } = await unclaimed(city, '半句书店')
  const { page } = officer
  await page.goto(`/work/${view.row.id}`)
  await expect(step(officer, zh.cases.step.accept)).toBeVisible()
  await page.keyboard.press('a')
  await page.getByLabel(zh.cases.text.accept).fill('我写了一半')
  const colleague = await city.person(`${department}.cb2`)
  await colleague.post(`/cases/${view.row.id}/accept`, { text: '材料齐全，予以受理' })
  await expect(page.getByText(zh.cases.noLonger)).toBeVisible()
  await expect(page.getByLabel(zh.cases.text.accept)).toHaveValue('我写了一半')
  await expect(page.locator('form').getByRole('button', { name: zh.cases.submit.accept })).toBeDisabled()
})

test('a list follows its cases without moving a row', async ({ city }) => {
  const project = '列表书店'
  await handIn(city, project)
  const { officer, department, view } = await unclaimed(city, project)
  const { page } = officer
  await page.goto(`/work?box=department&q=${encodeURIComponent(project)}`)
  const rows = page.locator('[data-row]')
  await expect(rows.nth(1)).toBeVisible()
  const before = await rows.evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const row = page.locator('tr', { has: page.locator(`[href="/work/${view.row.id}"]`) })
  await expect(row.getByText(zh.ui.status.received)).toBeVisible()
  const colleague = await city.person(`${department}.cb2`)
  await colleague.post(`/cases/${view.row.id}/accept`, { text: '材料齐全，予以受理' })
  await expect(row.getByText(zh.ui.status.handling)).toBeVisible()
  expect(await rows.evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(before)
})

test('the counter finds a new hand-in in the list and receives it by keyboard', async ({ city }) => {
  const project = '窗口书店'
  const { id } = await handIn(city, project, false)
  const counter = await city.person('counter1')
  const { page } = counter
  await page.goto(`/work?box=intake&q=${encodeURIComponent(project)}`)
  await expect(page.locator('[data-row]').first()).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/applications/${id}$`))
  await expect(step(counter, zh.cases.step.receive)).toBeVisible()
  await page.keyboard.press('e')
  await expect(page.getByLabel(zh.cases.text.receive)).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(notice(counter, zh.cases.done.receive)).toBeVisible()
  await expect(step(counter, zh.cases.step.receive)).toBeHidden()
  expect((await counter.get<ApplicationView>(`/applications/${id}`)).status).toBe('running')
})

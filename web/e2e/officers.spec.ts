// A day at the desk: a case goes from claim to decision without a mouse, and whatever others do meanwhile is seen
// without losing a word or a row.

import type { CaseRow, CaseView } from '../src/app/api'
import { type City, expect, type Person, test, zh } from './city'

const departments = ['zrzy', 'zjj', 'fgw', 'sthj', 'rfb', 'swj']

/** An officer with a case that nobody has taken yet, and the case. */
async function unclaimed(city: City, fits: (view: CaseView) => boolean = () => true): Promise<{ officer: Person; department: string; view: CaseView }> {
  for (const department of departments) {
    const officer = await city.person(`${department}.cb1`)
    const { items } = await officer.get<{ items: CaseRow[] }>('/cases?box=unassigned&limit=50')
    for (const row of items.filter(({ status }) => status === 'received')) {
      const view = await officer.get<CaseView>(`/cases/${row.id}`)
      if (view.actions.includes('claim') && fits(view)) return { officer, department, view }
    }
  }
  throw new Error('the demo city holds no unclaimed case that fits')
}

const notice = (person: Person, text: string) => person.page.locator('.toasts').getByText(text, { exact: true }).last()

test('a case goes from claim to decision by keyboard alone', async ({ city }) => {
  const { officer, department, view } = await unclaimed(city, ({ handling }) => handling === 'normal')
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
  await expect(page.getByLabel(zh.cases.text.propose)).toHaveValue(new RegExp(view.row.projectName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
  await page.keyboard.press('Control+Enter')
  await expect(notice(officer, zh.cases.done.propose)).toBeVisible()
  await expect(page.getByText(zh.cases.nothingNow)).toBeVisible()

  const reviewer = await city.person(`${department}.sh`)
  await reviewer.page.goto(address)
  await expect(reviewer.page.getByRole('button', { name: zh.cases.step.review })).toBeVisible()
  await reviewer.page.keyboard.press('v')
  await expect(reviewer.page.getByText(zh.cases.then.review.agree)).toBeVisible()
  await reviewer.page.keyboard.press('Control+Enter')
  await expect(notice(reviewer, zh.cases.done.review)).toBeVisible()

  const approver = await city.person(`${department}.pz`)
  await approver.page.goto(address)
  await expect(approver.page.getByRole('button', { name: zh.cases.step.decide })).toBeVisible()
  await approver.page.keyboard.press('d')
  await approver.page.keyboard.press('Control+Enter')
  await expect(notice(approver, zh.cases.done.decide)).toBeVisible()
  await expect(approver.page.locator('header').getByText(zh.ui.status.approved).first()).toBeVisible()

  // The officer's page, open all the while, has followed.
  await expect(page.locator('header').getByText(zh.ui.status.approved).first()).toBeVisible()
})

test('letters are letters while somebody writes', async ({ city }) => {
  const { officer, view } = await unclaimed(city)
  const { page } = officer
  await page.goto(`/work/${view.row.id}`)
  await expect(page.getByRole('button', { name: zh.cases.step.refuse })).toBeVisible()
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
  const { officer, department, view } = await unclaimed(city)
  const { page } = officer
  await page.goto(`/work/${view.row.id}`)
  await expect(page.getByRole('button', { name: zh.cases.step.accept })).toBeVisible()
  await page.keyboard.press('a')
  await page.getByLabel(zh.cases.text.accept).fill('我写了一半')
  const colleague = await city.person(`${department}.cb2`)
  await colleague.post(`/cases/${view.row.id}/accept`, { text: '材料齐全，予以受理' })
  await expect(page.getByText(zh.cases.noLonger)).toBeVisible()
  await expect(page.getByLabel(zh.cases.text.accept)).toHaveValue('我写了一半')
  await expect(page.locator('form').getByRole('button', { name: zh.cases.submit.accept })).toBeDisabled()
})

test('a list follows its cases without moving a row', async ({ city }) => {
  const { officer, department, view } = await unclaimed(city)
  const { page } = officer
  await page.goto('/work?box=department')
  const rows = page.locator('[data-row]')
  await expect(rows.first()).toBeVisible()
  while (await page.getByRole('button', { name: zh.ui.more }).isVisible()) {
    const before = await rows.count()
    await page.getByRole('button', { name: zh.ui.more }).click()
    await expect(rows).not.toHaveCount(before)
  }
  const before = await rows.evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const row = page.locator('tr', { has: page.locator(`[href="/work/${view.row.id}"]`) })
  await expect(row.getByText(zh.ui.status.received)).toBeVisible()
  const colleague = await city.person(`${department}.cb2`)
  await colleague.post(`/cases/${view.row.id}/accept`, { text: '材料齐全，予以受理' })
  await expect(row.getByText(zh.ui.status.handling)).toBeVisible()
  expect(await rows.evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(before)
})

test('the counter receives a hand-in by keyboard', async ({ city }) => {
  const counter = await city.person('counter1')
  const { items } = await counter.get<{ items: CaseRow[] }>('/cases?box=intake')
  test.skip(!items.length, 'nothing waits at the counter of this city')
  const { page } = counter
  await page.goto(`/applications/${items[0]!.application}`)
  await expect(page.getByRole('button', { name: zh.cases.step.receive })).toBeVisible()
  await page.keyboard.press('e')
  await expect(page.getByLabel(zh.cases.text.receive)).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(notice(counter, zh.cases.done.receive)).toBeVisible()
  await expect(page.getByRole('button', { name: zh.cases.step.receive })).toBeHidden()
})

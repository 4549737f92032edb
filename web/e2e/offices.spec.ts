// Those who watch over the others: supervisors, administrators, auditors.

import { readFileSync } from 'node:fs'
import type { AuditVerdict } from '../src/app/api'
import { expect, test, zh } from './city'

const words = (file: string) => JSON.parse(readFileSync(new URL(`../src/locales/zh-CN/${file}.json`, import.meta.url), 'utf8'))
const [admin, audit, supervise] = [words('admin'), words('audit'), words('supervise')]

test('a new officer gets a one-time password and must change it', async ({ city, page }) => {
  const administrator = await city.person('guanli')
  await administrator.page.goto('/admin/people')
  await administrator.page.getByRole('button', { name: admin.person.new }).click()
  const form = administrator.page.getByRole('dialog')
  await form.getByRole('button', { name: admin.person.create }).click()
  await expect(form.getByText(admin.need.username)).toBeVisible()
  const username = `e2e.${Date.now().toString(36)}`
  await form.getByLabel(admin.person.username).fill(username)
  await form.getByLabel(admin.person.name).fill('测试员')
  await form.getByLabel(admin.person.phone).fill('13800009999')
  await form.getByLabel(admin.person.department).selectOption('zrzy')
  await form.getByLabel(admin.grants.role, { exact: true }).selectOption('officer')
  await expect(form.getByLabel(admin.grants.department, { exact: true })).toHaveValue('zrzy')
  await form.getByRole('button', { name: admin.person.create }).click()
  const slip = administrator.page.getByRole('dialog', { name: admin.slip.title })
  const password = await slip.locator('.password').innerText()

  await page.goto('/sign-in')
  await page.getByLabel(zh.app.signIn.username).fill(username)
  await page.getByLabel(zh.app.signIn.password, { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/password/)
})

test('a disabled account can do nothing any more', async ({ city }) => {
  const administrator = await city.person('guanli')
  const made = await administrator.post<{ user: number; username: string }>('/users', {
    username: `off.${Date.now().toString(36)}`, name: '离岗人员', phone: '13800008888', department: 'zrzy', organisation: null, organisationCode: null,
    grants: [{ role: 'officer', department: 'zrzy', district: null, items: [] }],
  })
  const { page } = administrator
  await page.goto(`/admin/people?q=${made.username}`)
  await page.getByRole('button', { name: new RegExp(`^${admin.person.disable}.*离岗人员`) }).click()
  await page.getByRole('dialog').getByRole('button', { name: admin.ask.disableDo }).click()
  await expect(page.getByRole('cell', { name: admin.person.disabled })).toBeVisible()
})

test('the auditor reads the log and checks it link by link', async ({ city }) => {
  const auditor = await city.person('shenji')
  const { page } = auditor
  await page.goto('/audit')
  await expect(page.locator('main table tbody').first()).toBeVisible()
  await page.getByRole('button', { name: audit.verify }).click()
  await expect(page.getByText(audit.intactText)).toBeVisible()
  const { head } = await auditor.post<AuditVerdict>('/audit/verify')
  expect(head).toMatch(/^[0-9a-f]{64}$/)
  await page.getByLabel(audit.type, { exact: true }).selectOption('case.accepted')
  await expect(page).toHaveURL(/type=case\.accepted/)
  await page.locator('main table tbody .more').first().click()
  await expect(page.locator('.payload dl').first()).toBeVisible()
})

test('the overview leads to what is overdue, and the map says the same as its list', async ({ city }) => {
  const supervisor = await city.person('jiancha')
  const { page } = supervisor
  await page.goto('/supervise')
  await page.getByRole('link', { name: supervise.alert.dueSoon }).first().click()
  await expect(page).toHaveURL(/\/supervise\/cases\?kind=due_soon/)
  await page.goto('/supervise/map')
  const listed = page.locator('.projects li')
  await expect(listed.first()).toBeVisible()
  expect(await page.locator('.plane .point').count()).toBe(await listed.count())
  await listed.first().getByRole('button').click()
  await expect(page.locator('.plane .about')).toContainText((await listed.first().locator('span').first().innerText()).split('\n')[0]!)
})

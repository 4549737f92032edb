// What is shown when there is nothing to show, or nobody to ask.

import { expect, test, zh } from './city'

test('when the server is gone the page says so, and shows what was asked for once it is back', async ({ city }) => {
  const { page } = await city.person('zrzy.cb1')
  await page.goto('/projects')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.route('**/api/v1/cases**', (route) => route.abort())
  await page.getByRole('navigation').getByRole('link', { name: zh.app.nav.work }).first().click()
  await expect(page.getByText('连接不上服务器')).toBeVisible()
  await expect(page.getByText(zh.ui.error.again)).toBeVisible()
  await page.unroute('**/api/v1/cases**')
  await expect(page.getByText('连接不上服务器')).toBeHidden()
})

test('a live stream that breaks is told and comes back', async ({ city }) => {
  const { page } = await city.person('zrzy.cb2')
  await page.route('**/api/v1/events', (route) => route.fulfill({ status: 502, body: 'bad gateway' }))
  await page.goto('/work?box=all')
  await expect(page.getByText(zh.app.lost)).toBeVisible()
  await page.unroute('**/api/v1/events')
  await expect(page.getByText(zh.app.lost)).toBeHidden({ timeout: 15_000 })
})

test('a search that finds nothing says how to go on', async ({ city }) => {
  const { page } = await city.person('zrzy.cb1')
  await page.goto('/work?box=all&q=没有这样的项目')
  await expect(page.getByText(zh.cases.nothingFound)).toBeVisible()
  await page.getByRole('link', { name: zh.cases.clear }).click()
  await expect(page.locator('[data-row]').first()).toBeVisible()
})

test('what does not exist is named, with a way on', async ({ city }) => {
  const { page } = await city.person('owner01')
  await page.goto('/projects/999999')
  await expect(page.getByRole('heading', { level: 1, name: '没有这个项目' })).toBeVisible()
  await page.getByRole('link', { name: zh.app.forbidden.home }).click()
  await expect(page).toHaveURL(/\/projects$/)
})

// Every page, on a desk and on a phone: no WCAG 2.1 A or AA violation, nothing cut off at the side, no complaint of the
// browser (the content security policy included), no request to anybody else.

import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './city'
import { publicPages, visits } from './pages'

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

function watch(page: Page, baseURL: string): string[] {
  const found: string[] = []
  page.on('console', (message) => {
    // What is refused by permission is told by the browser as well; the page tells it in words.
    if (['error', 'warning'].includes(message.type()) && !/status of 40[134]/.test(message.text())) found.push(message.text())
  })
  page.on('pageerror', (error) => found.push(String(error)))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(baseURL) && !/^(data|blob):/.test(url)) found.push(`asks ${url}`)
  })
  return found
}

async function inspect(page: Page, path: string, size: (typeof sizes)[number], complaints: string[], open?: (page: Page) => Promise<void>) {
  await page.setViewportSize(size)
  await page.goto(path)
  await expect(page.locator('h1').first()).toBeVisible()
  await expect(page.locator('main [role=status] .spoken').filter({ hasText: '正在加载' })).toHaveCount(0)
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
  await open?.(page)
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 5).map(({ target }) => String(target)).join(', ')} (${nodes.length})`)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect({ path, told, over, complaints }).toEqual({ path, told: [], over: 0, complaints: [] })
}

for (const [name, path] of publicPages)
  test(`${name} is for everybody`, async ({ page, baseURL }) => {
    const complaints = watch(page, baseURL!)
    for (const size of sizes) await inspect(page, path, size, complaints)
  })

for (const visit of visits)
  test(`${visit.name} is for everybody`, async ({ city, baseURL }) => {
    const person = await city.person(visit.who)
    const complaints = watch(person.page, baseURL!)
    const path = await visit.path(person, city)
    for (const size of sizes) await inspect(person.page, path, size, complaints, visit.open)
  })

// 长辈版. 移动互联网应用适老化通用设计规范: main text of 18 and more, targets of 44 and more.

import type { Page } from '@playwright/test'
import { expect, test } from './city'

const measure = (page: Page) =>
  page.evaluate(() => {
    const small: string[] = []
    const shown = (element: Element) => element.getClientRects().length > 0 && !element.closest('.spoken, svg')
    for (const element of document.querySelectorAll('header *, nav *, main *')) {
      const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent?.trim()).join('')
      const size = parseFloat(getComputedStyle(element).fontSize)
      if (text && shown(element) && size < 18) small.push(`${size}px ${element.className} ${text.slice(0, 12)}`)
    }
    for (const element of document.querySelectorAll<HTMLElement>('main .btn, main .input, main .choice, nav a, header .btn')) {
      const { height } = element.getBoundingClientRect()
      if (shown(element) && height < 43.5) small.push(`${Math.round(height)}px high ${element.className} ${element.textContent?.trim().slice(0, 12)}`)
    }
    return [...new Set(small)]
  })

test('the large view is offered on the first page and is large everywhere', async ({ page, city }) => {
  await page.goto('/')
  await page.getByRole('button', { name: '长辈版' }).click()
  await expect(page.locator('html')).toHaveClass(/elder/)
  expect(await measure(page)).toEqual([])
  for (const path of ['/guide', '/guide/items/C05', '/guide/plan?investment=government&works=building&land=allocation', '/sign-in']) {
    await page.goto(path)
    await expect(page.locator('h1').first()).toBeVisible()
    expect({ path, small: await measure(page) }).toEqual({ path, small: [] })
  }
  const { page: mine } = await city.person('owner01')
  await mine.addInitScript(() => localStorage.setItem('elder', '1'))
  for (const path of ['/projects', '/projects/new', '/messages', '/results']) {
    await mine.goto(path)
    await expect(mine.locator('h1').first()).toBeVisible()
    expect({ path, small: await measure(mine) }).toEqual({ path, small: [] })
  }
})

test('language and view are remembered', async ({ page }) => {
  await page.goto('/guide/plan')
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'What do you want to build?' })).toBeVisible()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.getByRole('heading', { name: 'What do you want to build?' })).toBeVisible()
  await page.getByRole('button', { name: '中文' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
})

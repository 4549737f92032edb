// No page works only with a mouse.

import { expect, test, zh } from './city'

test('signing in, and back to where one was going, by keyboard alone', async ({ page, city }) => {
  const { password } = await city.account('zrzy.cb1')
  await page.goto('/work?box=department')
  await expect(page).toHaveURL(/\/sign-in\?back=/)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: zh.app.skip })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByLabel(zh.app.signIn.username)).toBeFocused()
  await page.keyboard.type('zrzy.cb1')
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('不正确')
  await page.getByLabel(zh.app.signIn.password, { exact: true }).focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/work\?box=department/)
})

test('the list is walked and a case opened by keyboard', async ({ city }) => {
  const { page } = await city.person('zrzy.cb1')
  await page.goto('/work?box=all')
  await expect(page.locator('main table tbody tr').first()).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/work\/\d+/)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: zh.cases.keys.title })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('u')
  await expect(page).toHaveURL(/\/work\?/)
})

test('a dialog keeps the focus and gives it back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/guide')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const more = page.getByRole('button', { name: zh.app.menu.more })
  await more.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    // Past its end the focus is with the browser: then it is nowhere on the page.
    const outside = await page.evaluate(() => {
      const held = document.activeElement
      return held && held !== document.body && held !== document.documentElement && !held.closest('dialog') ? held.outerHTML.slice(0, 200) : ''
    })
    expect(outside).toBe('')
  }
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
})

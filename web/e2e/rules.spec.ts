// The administrator's way with the rules: a table is edited as a draft, checked, tried, run in the shadow, published, seen
// to be in force, and rolled back. Drafts and editions are the city's, one for all: so one after the other.

import type { Locator, Page } from '@playwright/test'
import type { ItemGuide, RuleModelText, RulesView } from '../src/app/api'
import { type City, expect, type Person, test, zh } from './city'

test.describe.configure({ mode: 'serial' })

const words = zh.rules
const cell = (page: Page, rule: string, column: string) => page.locator(`[data-row-id="${rule}"][data-col-id="${column}"]`)
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: zh.app.page.rules }).getByRole('link', { name: new RegExp(`^${name}`) })
const notice = (page: Page, text: string) => page.locator('.toasts').getByText(text).last()

/** Types into a cell of the table as a person does. */
async function write(page: Page, where: Locator, text: string) {
  await where.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
  await page.keyboard.press('Escape')
}

/** A model in the editor, with its table drawn. */
async function open(person: Person, model: string) {
  await person.page.goto(`/admin/rules/${model}`)
  await expect(person.page.locator('.tjs-table [data-row-id]').first()).toBeVisible()
}

/** Promised days of 社会稳定风险评估 as everybody is told. */
async function promised(city: City): Promise<number> {
  const guide = await (await city.person('owner01')).get<ItemGuide>('/catalog/items/A10')
  return guide.item.promised.amount
}

test('a shorter promise is drafted, checked, tried, published, in force and rolled back', async ({ city }) => {
  const keeper = await city.person('guanli')
  const { page } = keeper
  const before = await promised(city)
  const after = before - 1

  await test.step('edit the table', async () => {
    await page.goto('/admin/rules')
    await page.getByRole('link', { name: '办理时限' }).click()
    await expect(page.getByRole('heading', { level: 1, name: '办理时限' })).toBeVisible()
    const days = cell(page, 'limits_r13', 'limits_o3')
    await expect(days).toHaveText(String(before))
    await expect(page.getByRole('button', { name: words.save })).toBeDisabled()
    await write(page, days, String(after))
    await page.getByRole('button', { name: words.save }).click()
    await expect(notice(page, words.saved)).toBeVisible()
    await expect(page.getByText(words.sound)).toBeVisible()
    await expect(page.getByRole('button', { name: words.dropDraft })).toBeVisible()
  })

  await test.step('the draft is listed, and in force for nobody', async () => {
    await page.getByRole('link', { name: words.back }).first().click()
    await expect(page.getByRole('row', { name: /办理时限/ })).toContainText(words.draft)
    expect(await promised(city)).toBe(before)
  })

  await test.step('check it', async () => {
    await tab(page, words.check).click()
    await page.getByRole('button', { name: words.check, exact: true }).click()
    await expect(page.getByText(words.sound)).toBeVisible()
  })

  await test.step('try it on an example', async () => {
    await tab(page, words.try).click()
    await page.getByLabel(zh.guide.plan.district).selectOption({ label: '青山县' })
    for (const answer of ['政府投资', '房屋建筑', '划拨']) await page.getByRole('radio', { name: answer }).first().check()
    await page.getByRole('checkbox', { name: /社会稳定/ }).check()
    await page.getByRole('button', { name: words.tryRun }).click()
    await expect(page.getByText(`${before} 个工作日 → ${after} 个工作日`)).toBeVisible()
  })

  await test.step('run it in the shadow of all projects', async () => {
    await tab(page, words.shadow).click()
    await page.getByRole('button', { name: words.shadowRun }).click()
    await expect(page.getByText(/共 \d+ 个项目/)).toBeVisible()
  })

  await test.step('publish it', async () => {
    await tab(page, words.publish).click()
    await expect(page.getByRole('listitem').filter({ hasText: '办理时限' })).toBeVisible()
    await page.getByLabel(words.note).fill('云住建〔2026〕31 号，社会稳定风险评估承诺时限缩短一日')
    await page.getByRole('button', { name: words.publish, exact: true }).click()
    await expect(notice(page, '已发布')).toBeVisible()
    await expect(page.getByText(words.publishNothing)).toBeVisible()
  })

  await test.step('it is in force', async () => {
    expect(await promised(city)).toBe(after)
    await tab(page, words.editions).click()
    const newest = page.getByRole('row').filter({ hasText: '缩短一日' })
    await expect(newest).toContainText(words.inForce)
    await page.goto('/guide/items/A10')
    await expect(page.getByText(new RegExp(`^${after}\\s*个?工作日`)).first()).toBeVisible()
  })

  await test.step('roll it back', async () => {
    await page.goto('/admin/rules?view=editions')
    await page.getByRole('row').filter({ hasText: '缩短一日' }).getByRole('button', { name: words.rollBack }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('button', { name: words.rollBack })).toBeDisabled()
    await dialog.getByLabel(words.note).fill('文件暂缓执行')
    await dialog.getByRole('button', { name: words.rollBack }).click()
    await expect(notice(page, '已退回')).toBeVisible()
    await expect(page.getByRole('row').filter({ hasText: '文件暂缓执行' })).toContainText(words.inForce)
    expect(await promised(city)).toBe(before)
  })
})

test('a rule that others cover is found, with an example', async ({ city }) => {
  const keeper = await city.person('guanli')
  const { page } = keeper
  await open(keeper, 'paths')
  await page.getByRole('navigation', { name: words.views }).getByRole('button', { name: '告知承诺' }).click()
  await expect(page.getByText('优化营商环境条例第四十条')).toBeVisible()
  await write(page, cell(page, 'commitment_r1', 'commitment_i1'), '-')
  await page.getByRole('button', { name: words.save }).click()
  await expect(notice(page, words.saved)).toBeVisible()
  expect((await keeper.get<RuleModelText>('/rules/models/paths.dmn')).xml).toMatch(/<annotationEntry>\s*<text>优化营商环境条例第四十条/)
  const finding = page.getByRole('listitem').filter({ hasText: '告知承诺' })
  await expect(finding.first()).toContainText(words.severity.warning)
  await page.getByRole('button', { name: words.dropDraft }).click()
  await expect(notice(page, words.dropped)).toBeVisible()
  await page.getByRole('navigation', { name: words.views }).getByRole('button', { name: '告知承诺' }).click()
  await expect(cell(page, 'commitment_r1', 'commitment_i1')).toContainText('C06')
})

test('two administrators at once: nobody writes over what they have not seen', async ({ city }) => {
  const keeper = await city.person('guanli')
  const { page } = keeper
  const place = '/rules/models/fees.dmn'
  await open(keeper, 'fees')
  await write(page, cell(page, 'fees_r1', 'fees_o2'), '1600')
  const { xml } = await keeper.get<RuleModelText>(place)
  await keeper.put(place, { xml: xml.replace('<text>1500</text>', '<text>1700</text>') })

  await page.getByRole('button', { name: words.save }).click()
  await expect(page.getByText(words.overtaken)).toBeVisible()
  await expect(cell(page, 'fees_r1', 'fees_o2')).toHaveText('1600')
  await page.getByRole('button', { name: words.saveOver }).click()
  await expect(notice(page, words.saved)).toBeVisible()
  await expect(page.getByText(words.overtaken)).toBeHidden()
  expect((await keeper.get<RuleModelText>(place)).xml).toContain('1600')

  await keeper.put(place, { xml: xml.replace('<text>1500</text>', '<text>1700</text>') })
  await page.getByRole('button', { name: words.dropDraft }).click()
  await page.getByRole('button', { name: words.readLatest }).click()
  await expect(cell(page, 'fees_r1', 'fees_o2')).toHaveText('1700')
  await page.getByRole('button', { name: words.dropDraft }).click()
  await expect(cell(page, 'fees_r1', 'fees_o2')).toHaveText('1500')
  expect((await keeper.get<RulesView>('/rules')).models.filter(({ drafted }) => drafted)).toEqual([])
})

test('table and text show the same model, and the list of facts says what may be asked', async ({ city }) => {
  const keeper = await city.person('guanli')
  const { page } = keeper
  await open(keeper, 'fees')
  await write(page, cell(page, 'fees_r1', 'fees_o2'), '1600')
  await page.getByRole('button', { name: words.text, exact: true }).click()
  const text = page.getByRole('textbox', { name: words.text })
  await expect(text).toHaveValue(/<text>1600<\/text>/)
  await text.fill((await text.inputValue()).replace('<text>1600</text>', '<text>1650</text>'))
  await page.getByRole('button', { name: words.text, exact: true }).click()
  await expect(cell(page, 'fees_r1', 'fees_o2')).toHaveText('1650')

  await page.getByText(words.facts).click()
  await page.getByLabel(words.factSearch).fill('区县')
  await expect(page.getByRole('row', { name: /^区县 / })).toContainText('"青山县"')
})

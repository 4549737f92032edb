// The administrator's way with the flows: one is drawn, checked, made unsound and mended, simulated, published; an application shows
// where it stands; what runs by the old edition is tried on the new one. Flows are the city's, one for all: so one after the other.

import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { FlowCheck, FlowFileText, FlowsView } from '../src/app/api'
import type { LiveFlow } from '../src/features/flows/flows.api'
import { type City, expect, type Person, test } from './city'
import { handIn } from './walk'

test.describe.configure({ mode: 'serial', timeout: 240_000 })

/** The editor is a large chunk, and a check looks at thousands of states: a busy machine takes its time for both. */
const patient = { timeout: 40_000 }

const words = JSON.parse(readFileSync(new URL('../src/locales/zh-CN/flows.json', import.meta.url), 'utf8'))
const place = '/flows/files/item-standard.bpmn'
const notice = (page: Page, text: string) => page.locator('.toasts').getByText(text).last()
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: words.page }).getByRole('link', { name: new RegExp(`^${name}`) })
const panel = (page: Page) => page.getByRole('complementary', { name: words.panel.title })
const pick = (page: Page, id: string) => page.getByLabel(words.panel.pick).selectOption(id)
const shape = (page: Page, id: string) => page.locator(`.djs-element[data-element-id="${id}"]`)

async function open(person: Person, flow: string) {
  await person.page.goto(`/admin/flows/${flow}`)
  await expect(person.page.locator('.djs-shape').first()).toBeVisible(patient)
}
async function save(page: Page) {
  await page.getByRole('button', { name: words.save }).click()
  await expect(notice(page, words.saved)).toBeVisible(patient)
  await expect(page.getByRole('button', { name: words.save })).toBeDisabled()
}
const drafted = async (person: Person) => (await person.get<FlowsView>('/flows')).files.filter((file) => file.drafted).map(({ file }) => file)
const keeperOf = (city: City) => city.person('guanli')

test('a task is renamed and given a limit, a fault is shown with the way to it, mended, and published', async ({ city }) => {
  const keeper = await keeperOf(city)
  const { page } = keeper
  const before = await keeper.get<FlowsView>('/flows')

  await test.step('change a task', async () => {
    await page.goto('/admin/flows')
    await page.getByRole('link', { name: '一般程序' }).click()
    await expect(page.getByRole('heading', { level: 1, name: '一般程序' })).toBeVisible()
    await pick(page, 'standard_issue')
    await panel(page).getByLabel(words.panel.name, { exact: true }).fill('制作证照')
    await panel(page).getByLabel(words.panel.name, { exact: true }).press('Tab')
    await expect(shape(page, 'standard_issue')).toContainText('制作证照')
    await pick(page, 'standard_approval')
    await panel(page).getByLabel(words.panel.limit, { exact: true }).fill('3')
    await panel(page).getByLabel(words.panel.limit, { exact: true }).press('Tab')
    await save(page)
    const { xml } = await keeper.get<FlowFileText>(place)
    expect(xml).toMatch(/id="standard_issue"[^>]*name="制作证照"|name="制作证照"[^>]*id="standard_issue"/)
    expect(/<[^>]*id="standard_approval"[^>]*>/.exec(xml)![0]).toContain('zhupi:limit="P3D"')
    await expect(page.getByText(/没有错误，可以发布/)).toBeVisible(patient)
  })

  await test.step('a gateway of the wrong kind gets stuck, and the way there is walked step by step', async () => {
    await pick(page, 'standard_again')
    await page.locator('.djs-context-pad').getByTitle('更换类型').click()
    await page.locator('.djs-popup').getByText('并行网关（同时进行）').click()
    await save(page)
    await expect(page.getByText(/处错误，不能发布/)).toBeVisible(patient)
    const { findings } = await keeper.post<FlowCheck>('/flows/check')
    const stuck = findings.find(({ path, file }) => path.length > 1 && file === 'item-standard.bpmn')
    expect(stuck, JSON.stringify(findings)).toBeDefined()
    await page.getByRole('button', { name: new RegExp(`^演示（${stuck!.path.length} 步）`) }).first().click()
    const player = page.getByRole('region', { name: words.way.title })
    await expect(player.getByRole('status')).toContainText('第 1 步')
    await expect(page.locator('circle.flow-token')).toHaveCount(1)
    await player.getByRole('button', { name: words.way.step }).click()
    await expect(player.getByRole('status')).toContainText('第 2 步')
    await expect(player.locator('[aria-current=step]')).toHaveText(/^2\./)
    await player.getByRole('button', { name: words.way.again }).click()
    await expect(player.getByRole('status')).toContainText('第 1 步')
  })

  await test.step('a finding leads to its element', async () => {
    await page.getByRole('button', { name: /^在图上看：/ }).first().click()
    await expect(page.locator('.djs-element.selected')).toHaveCount(1)
    await expect(page.locator('circle.flow-token')).toHaveCount(0)
  })

  await test.step('it cannot be published', async () => {
    await page.goto('/admin/flows?view=publish')
    await page.getByLabel(words.note).fill('试')
    await page.getByRole('button', { name: words.publish, exact: true }).click()
    await expect(page.locator('.toasts').getByText(/不能发布/)).toBeVisible()
    expect((await keeper.get<FlowsView>('/flows')).inForce).toBe(before.inForce)
  })

  await test.step('mend it', async () => {
    await open(keeper, 'item-standard')
    await pick(page, 'standard_again')
    await page.locator('.djs-context-pad').getByTitle('更换类型').click()
    await page.locator('.djs-popup').getByText('排他网关（选一条）').click()
    await save(page)
    await expect(page.getByText(/没有错误，可以发布/)).toBeVisible(patient)
  })

  await test.step('simulate it', async () => {
    await page.goto('/admin/flows?view=simulate')
    await page.getByLabel(words.sim.process, { exact: true }).selectOption('item_standard')
    await page.getByLabel(words.sim.cases, { exact: true }).fill('20')
    await page.getByRole('button', { name: words.sim.run }).click()
    await expect(page.getByRole('row', { name: /承办/ })).toBeVisible(patient)
    await expect(page.locator('.flow-badge').first()).toContainText('次')
  })

  await test.step('see what has changed', async () => {
    await page.goto('/admin/flows?view=compare')
    await expect(page.getByRole('row', { name: /制作证照/ })).toContainText(words.change.changed, patient)
    await expect(page.locator('figure').nth(1).locator('.flow-badge.flow-changed').first()).toContainText(words.change.changed, patient)
  })

  await test.step('publish it', async () => {
    await tab(page, words.tab.publish).click()
    await page.getByLabel(words.note).fill('云住建〔2026〕45 号，批准限三个工作日')
    await page.getByRole('button', { name: words.publish, exact: true }).click()
    await expect(notice(page, '已发布第')).toBeVisible()
    await expect(page.getByText(words.publishNothing)).toBeVisible()
    await tab(page, words.tab.editions).click()
    await expect(page.getByRole('row', { name: /45 号/ })).toContainText(words.inForce)
    expect(await drafted(keeper)).toEqual([])
  })
})

test('an application shows where it stands, in a diagram and in words', async ({ city }) => {
  const application = await handIn(city, '流程书店')
  const owner = await city.person('owner03')
  const { page } = owner
  const { diagrams } = await owner.get<LiveFlow>(`/applications/${application.id}/flow`)
  const own = diagrams.find(({ caseId, elements }) => caseId && elements.some(({ step, state }) => step === 'acceptance' && state === 'active'))!
  expect(own, JSON.stringify(diagrams.map(({ elements }) => elements))).toBeDefined()
  const active = own.elements.find(({ state }) => state === 'active')!

  await page.goto(`/my/cases/${own.caseId}`)
  await page.getByText(words.live.title).click()
  await expect(page.locator('.flow-badge.flow-active').first()).toContainText(words.live.state.active, patient)
  await expect(page.locator('.flow-notes').first()).toContainText(active.who!.zh)
  const step = page.locator('.steps li.active').first()
  await expect(step).toContainText('受理')
  await expect(step).toContainText(active.who!.zh)
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  // On a phone the words stand alone until the diagram is asked for.
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/my/cases/${own.caseId}`)
  await page.getByText(words.live.title).click()
  await expect(page.locator('.steps li.active').first()).toContainText(active.who!.zh)
  await expect(page.locator('.djs-container')).toHaveCount(0)
  await page.getByRole('button', { name: words.live.draw }).click()
  await expect(page.locator('.djs-shape').first()).toBeVisible(patient)
  await page.setViewportSize({ width: 1440, height: 900 })

  // The stage names the cases that are open and whom each waits for; the project has the same.
  await page.goto(`/projects/${application.project}`)
  await page.getByText(words.live.title).first().click()
  await expect(page.locator('.steps li.active').filter({ hasText: active.who!.zh }).first()).toBeVisible()
})

test('running applications are tried on the new edition before anything is moved', async ({ city }) => {
  const keeper = await keeperOf(city)
  const { page } = keeper
  const { editions } = await keeper.get<FlowsView>('/flows')
  const old = editions.find(({ inForce, openApplications }) => !inForce && openApplications > 0)!
  expect(old).toBeDefined()
  await page.goto('/admin/flows?view=migrate')
  await page.getByLabel(words.from, { exact: true }).selectOption(old.version)
  await page.getByRole('button', { name: words.migrate.try }).click()
  await expect(page.getByText(new RegExp(`^共 ${old.openApplications} 件`))).toBeVisible(patient)
  await expect(page.locator('tbody tr').first()).toContainText(/可以|不能/)
  // The dry run has moved nothing, and nothing is moved without a reason.
  const left = async () => (await keeper.get<FlowsView>('/flows')).editions.find(({ version }) => version === old.version)!.openApplications
  expect(await left()).toBe(old.openApplications)
  await page.getByRole('button', { name: /^迁移 \d+ 件$/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: words.migrate.go })).toBeDisabled()
  await dialog.getByRole('button', { name: '取消' }).click()
  expect(await left()).toBe(old.openApplications)
})

test('two administrators at once: nobody writes over what they have not seen', async ({ city }) => {
  const keeper = await keeperOf(city)
  const { page } = keeper
  await open(keeper, 'special')
  const { xml } = await keeper.get<FlowFileText>('/flows/files/special.bpmn')
  await pick(page, 'special_other')
  await panel(page).getByLabel(words.panel.name, { exact: true }).fill('我的名称')
  await panel(page).getByLabel(words.panel.name, { exact: true }).press('Tab')
  await keeper.put('/flows/files/special.bpmn', { xml: xml.replace(/(<process [^>]*name=")[^"]*/, '$1别人的名称') })
  await page.getByRole('button', { name: words.save }).click()
  await expect(page.getByText(words.overtaken)).toBeVisible()
  await expect(shape(page, 'special_other')).toContainText('我的名称')
  await page.getByRole('button', { name: words.saveOver }).click()
  await expect(notice(page, words.saved)).toBeVisible(patient)
  expect((await keeper.get<FlowFileText>('/flows/files/special.bpmn')).xml).toContain('我的名称')
  await page.getByRole('button', { name: words.dropDraft }).click()
  await expect(notice(page, words.dropped)).toBeVisible()
  expect(await drafted(keeper)).toEqual([])
})

test('drawing and text show the same flow, and a narrow screen shows it only', async ({ city }) => {
  const { page } = await keeperOf(city)
  await page.goto('/admin/flows/expert-review')
  await expect(page.locator('.djs-palette')).toBeVisible(patient)
  await pick(page, 'expert_review_meeting')
  await panel(page).getByLabel(words.panel.name, { exact: true }).fill('召开评审会')
  await panel(page).getByLabel(words.panel.name, { exact: true }).press('Tab')
  await page.getByRole('button', { name: words.text, exact: true }).click()
  await expect(page.getByRole('textbox', { name: words.text })).toHaveValue(/name="召开评审会"/)
  await page.getByRole('button', { name: words.text, exact: true }).click()
  await expect(shape(page, 'expert_review_meeting')).toContainText('召开评审会')
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.getByText(words.narrow)).toBeVisible()
  await expect(page.locator('.djs-palette')).toHaveCount(0)
  await expect(shape(page, 'expert_review_meeting')).toContainText('召开评审会')
  await page.setViewportSize({ width: 1440, height: 900 })
  page.once('dialog', (dialog) => void dialog.accept())
  await page.getByRole('link', { name: words.page }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: words.page })).toBeVisible()
})

test('without a mouse: an element is chosen, one is appended, connected and taken back', async ({ city }) => {
  const { page } = await keeperOf(city)
  await page.goto('/admin/flows/expert-review')
  await expect(page.locator('.djs-palette')).toBeVisible(patient)
  const nodes = page.getByLabel(words.panel.pick).locator('optgroup').first().locator('option')
  const count = await nodes.count()
  await pick(page, 'expert_review_meeting')
  await panel(page).getByRole('button', { name: words.panel.append.UserTask }).focus()
  await page.keyboard.press('Enter')
  await expect(nodes).toHaveCount(count + 1)
  await expect(panel(page).getByRole('heading', { name: '人工任务' })).toBeVisible()
  await panel(page).getByLabel(words.panel.connect).selectOption({ label: '专家意见' })
  await expect(panel(page).getByRole('heading', { name: '连线' })).toBeVisible()
  await page.getByRole('button', { name: words.undo }).click()
  await page.getByRole('button', { name: words.undo }).click()
  await expect(nodes).toHaveCount(count)
  page.once('dialog', (dialog) => void dialog.accept())
})

// Findings at the desk, the one notice at the applicant's, and back; a conflict of conditions settled by the lead.

import type { CaseView, JointView } from '../src/app/api'
import { expect, test, zh } from './city'
import { handIn } from './walk'

const words = zh.findings

test('findings go out in one notice, are answered item by item, and close by the change', async ({ city }) => {
  const { id, cases } = await handIn(city, '意见书店')
  const row = cases.find(({ department, status }) => department.code === 'zrzy' && status === 'received')!
  const { page: desk, ...officer } = await city.person('zrzy.cb1')
  const { fields, materials } = await officer.get<CaseView>(`/cases/${row.id}`)
  const field = fields.find(({ kind }) => kind === 'text')!
  const material = materials.find(({ paper }) => paper?.mediaType === 'application/pdf')!

  await desk.goto(`/work/${row.id}`)
  const panel = desk.getByRole('region', { name: words.title })
  const note = async (place: string, demand: string) => {
    await panel.getByRole('button', { name: words.note, exact: true }).click()
    await desk.locator('#control-finding-place').selectOption(place)
    await desk.locator('#control-finding-demand').fill(demand)
    await desk.locator('#control-finding-clause').fill('办事指南审查标准')
  }
  await panel.getByRole('button', { name: words.note, exact: true }).click()
  await panel.getByRole('button', { name: new RegExp(`^${words.send}`) }).click()
  await expect(panel.getByText(words.need.place)).toBeVisible()
  await panel.getByRole('button', { name: words.cancel }).click()

  await note(`field:${field.code}`, '请写明具体内容')
  await panel.getByRole('button', { name: new RegExp(`^${words.send}`) }).click()
  await expect(panel.getByText('请写明具体内容')).toBeVisible()
  // A place on the sheet is drawn on the sheet.
  await note(`material:${material.material}`, '标注不清')
  await panel.getByRole('button', { name: words.point }).click()
  const sheet = desk.locator('.glass').first()
  await expect(sheet).toBeVisible()
  const box = (await sheet.boundingBox())!
  await desk.mouse.move(box.x + 60, box.y + 60)
  await desk.mouse.down()
  await desk.mouse.move(box.x + 260, box.y + 160, { steps: 4 })
  await desk.mouse.up()
  await expect(panel.getByText(`${words.sheet.replace('{n}', '1')} · ${words.region}`)).toBeVisible()
  await panel.getByRole('button', { name: new RegExp(`^${words.send}`) }).click()
  await expect(panel.getByText('标注不清')).toBeVisible()
  await expect(desk.locator('.mark')).toHaveCount(1)
  await panel.getByRole('button', { name: words.handIn, exact: true }).click()
  await expect(desk.locator('.toasts').getByText(words.handedIn)).toBeVisible()

  // Others who review have not handed in: the counter does not wait.
  const { notices } = await officer.get<JointView>(`/applications/${id}/joint`)
  if (!notices.length) {
    const { page } = await city.person('counter1')
    await page.goto(`/applications/${id}/joint`)
    await page.getByRole('button', { name: words.joint.issue }).click()
    await page.getByRole('dialog').getByRole('button', { name: words.joint.issue }).click()
    await expect(page.locator('.toasts').getByText(words.joint.issued)).toBeVisible()
  }

  const { page } = await city.person('owner03')
  await page.goto(`/my/cases/${row.id}/correction`) // leads to the notice
  await expect(page).toHaveURL(new RegExp(`/my/applications/${id}/notices/1`))
  await expect(page.getByText(words.notice.left.replace('{n}', '2'))).toBeVisible()
  await page.getByRole('button', { name: words.notice.look }).first().click()
  await expect(page.locator('.mark.here')).toBeVisible()
  await page.locator('#text-1').fill('图纸不改，附说明')
  await expect(page.getByText(words.notice.left.replace('{n}', '1'))).toBeVisible()
  await page.getByRole('button', { name: words.notice.next }).click()
  await page.locator(`#control-${field.code}`).fill('改正后的内容')
  await expect(page.getByText(words.notice.ready)).toBeVisible()
  await page.reload() // what was written is still there
  await expect(page.locator('#text-1')).toHaveValue('图纸不改，附说明')
  await page.getByRole('button', { name: words.notice.send }).click()
  await expect(page.locator('.toasts').getByText(words.notice.done)).toBeVisible()

  await desk.goto(`/work/${row.id}`)
  await panel.getByRole('button', { name: words.close, exact: true }).click()
  await expect(panel.getByText(words.status.closed).first()).toBeVisible()
  const explained = panel.locator('article').filter({ hasText: '标注不清' })
  await expect(explained.getByRole('button', { name: words.close, exact: true })).toHaveCount(0)
  await explained.getByRole('button', { name: words.waive }).click()
  await explained.getByLabel(words.waiveText).fill('说明成立')
  await explained.locator('form').getByRole('button', { name: words.waive }).click()
  await expect(panel.getByText(words.status.waived).first()).toBeVisible()
})

test('a conflict of conditions is shown at once and settled by the lead on record', async ({ city }) => {
  const { id, cases } = await handIn(city, '条件书店')
  const row = cases.find(({ department, status }) => department.code === 'zrzy' && status === 'received')!
  const { page: desk, ...officer } = await city.person('zrzy.cb1')
  await desk.goto(`/work/${row.id}`)
  const panel = desk.getByRole('region', { name: words.condition.title })
  await panel.getByRole('button', { name: words.condition.edit }).click()
  const write = async (at: number, direction: string) => {
    await desk.locator(`#control-condition-${at}-subject`).fill('围墙')
    await desk.locator(`#control-condition-${at}-direction`).selectOption(direction)
    await desk.locator(`#control-condition-${at}-clause`).fill('规划条件')
  }
  await write(0, 'required')
  await panel.getByRole('button', { name: words.condition.add }).click()
  await write(1, 'forbidden')
  await panel.getByRole('button', { name: words.condition.save }).click()
  await expect(panel.getByText(words.conflict.kind.presence)).toBeVisible()

  const { lead } = await officer.get<JointView>(`/applications/${id}/joint`)
  const { page } = await city.person(`${lead!.code}.qt`)
  await page.goto('/conflicts')
  await page.getByRole('link', { name: new RegExp('条件书店') }).first().click()
  const conflict = page.getByRole('article', { name: words.conflict.number.replace('{n}', '1') })
  await conflict.getByRole('button', { name: words.conflict.settle, exact: true }).click()
  await conflict.getByRole('checkbox').nth(1).uncheck()
  await conflict.getByRole('button', { name: words.conflict.send }).click()
  await expect(conflict.getByText(words.conflict.needText)).toBeVisible()
  await conflict.getByLabel(words.conflict.text).fill('沿街须设围墙，以规划条件为准')
  await conflict.getByRole('button', { name: words.conflict.send }).click()
  await expect(conflict.getByText('沿街须设围墙，以规划条件为准')).toBeVisible()
})

// The project's file in a browser: a folder is dropped, an upload is cut and goes on, what is wrong is refused.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProjectFileView } from '../src/app/api'
import { type City, expect, type Person, test, words } from './city'
import { lowRisk, Walk } from './walk'

const zh = words('materials')
const pdf = (text: string) => `%PDF-1.4\n% ${text}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`
const dwg = (text: string) => Buffer.concat([Buffer.from(`AC1032${text}`), Buffer.alloc(300)])

async function openFile(city: City, name: string) {
  const owner = await city.person('owner03')
  const walk = new Walk(city, owner, owner)
  await walk.registerByApi(name, lowRisk)
  await owner.page.goto(`/projects/${walk.project}/file`)
  await expect(owner.page.getByRole('heading', { name: zh.page, level: 1 })).toBeVisible()
  return { owner, page: owner.page, project: walk.project }
}
const fileOf = (owner: Person, project: number) => owner.get<ProjectFileView>(`/projects/${project}/file`)

/** As a person drags from the desktop: real paths, so that folders are folders. */
async function drop(page: Person['page'], target: string, files: string[]) {
  const box = (await page.locator(target).first().boundingBox())!
  const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, ...place, data })
  await session.detach()
}

test('a folder is dropped: sheets are read from the names, what is wrong stays behind', async ({ city }) => {
  const folder = mkdtempSync(join(tmpdir(), 'zhupi-e2e-'))
  try {
    const { owner, page, project } = await openFile(city, '整夹拖入书店')
    mkdirSync(join(folder, '施工图设计文件', '建筑'), { recursive: true })
    writeFileSync(join(folder, '施工图设计文件', '建筑', '建施-01 首层平面图.dwg'), dwg('1'))
    writeFileSync(join(folder, '施工图设计文件', '建筑', '建施-02 二层平面图.dwg'), dwg('2'))
    writeFileSync(join(folder, '施工图设计文件', '说明.docx'), 'no document at all')
    writeFileSync(join(folder, '施工图设计文件', 'Thumbs.db'), 'litter')
    await drop(page, '.everything', [join(folder, '施工图设计文件')])
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('heading', { name: zh.sort.title.replace('{n}', '3') })).toBeVisible()
    await expect(dialog.getByRole('combobox').first()).toHaveValue('M16')
    await expect(dialog).toContainText('建施-01')
    await dialog.getByRole('button', { name: zh.sort.send.replace('{n}', '2') }).click()
    const lines = page.locator('.uploads .line')
    await expect(lines.filter({ hasText: zh.step.done })).toHaveCount(2)
    await expect(lines.filter({ hasText: zh.agrees })).toHaveCount(2)
    const card = page.getByRole('region', { name: '施工图设计文件' })
    await expect(card.locator('.document')).toHaveCount(2)
    await expect(card.locator('.sheet').first()).toHaveText('建施-01')
    // Dropped again, nothing is sent again; a newer sheet is a newer version.
    writeFileSync(join(folder, '施工图设计文件', '建筑', '建施-02 二层平面图.dwg'), dwg('2, changed'))
    await drop(page, '.everything', [join(folder, '施工图设计文件')])
    await dialog.getByRole('button', { name: zh.sort.send.replace('{n}', '2') }).click()
    await expect(lines.filter({ hasText: zh.step.spared })).toHaveCount(1)
    await expect(card).toContainText(zh.version.replace('{n}', '2'))
    const { folders } = await fileOf(owner, project)
    expect(folders.find(({ material }) => material === 'M16')!.documents.map(({ versions }) => versions.length)).toEqual([1, 2])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('an upload that is cut goes on by itself, and after a reload where it stopped', async ({ city }) => {
  const folder = mkdtempSync(join(tmpdir(), 'zhupi-e2e-'))
  try {
    const { owner, page, project } = await openFile(city, '断点续传书店')
    const path = join(folder, '总施-01 总平面图.pdf')
    writeFileSync(path, Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(20 << 20, 'x'), Buffer.from('\n%%EOF\n')]))
    const offsets: number[] = []
    let broken = true
    await page.route('**/api/v1/uploads/*', async (route) => {
      if (route.request().method() !== 'PATCH') return broken && offsets.length ? route.abort('connectionreset') : route.continue()
      const offset = Number(route.request().headers()['upload-offset'])
      if (broken && offset > 0) return route.abort('connectionreset')
      offsets.push(offset)
      return route.continue()
    })
    const choose = page.getByLabel(zh.chooseFiles)
    await choose.setInputFiles(path)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').selectOption('M12')
    await dialog.getByRole('button', { name: zh.sort.send.replace('{n}', '1') }).click()
    const line = page.locator('.uploads .line')
    await expect(line).toHaveAttribute('data-step', 'cut', { timeout: 30_000 })
    // The window is closed, and opened again: the page knows what is missing.
    page.once('dialog', (asked) => void asked.accept())
    await page.reload()
    await expect(page.getByText(zh.unfinished.replace('{n}', '1'))).toBeVisible()
    broken = false
    await choose.setInputFiles(path)
    await expect(line).toHaveAttribute('data-step', 'done', { timeout: 30_000 })
    expect(offsets).toEqual([0, 8 << 20, 16 << 20]) // every byte once
    const [document] = (await fileOf(owner, project)).folders.find(({ material }) => material === 'M12')!.documents
    expect(document!.versions[0]!.paper).toMatchObject({ sheet: '总施-01', sheetTitle: '总平面图' })
    await expect(page.getByText(zh.unfinished.replace('{n}', '1'))).toBeHidden()
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what is refused says why; words are corrected and unused papers removed', async ({ city }) => {
  const { owner, page, project } = await openFile(city, '拒收书店')
  const send = async (name: string, content: string, material: string) => {
    await page.getByLabel(zh.chooseFiles).setInputFiles({ name, mimeType: '', buffer: Buffer.from(content) })
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').selectOption(material)
    await dialog.getByRole('button', { name: /^上传 \d/ }).click()
  }
  await send('营业执照.pdf', 'MZ\x90\0\x03\0 a program', 'M02')
  await expect(page.locator('.line[data-step=refused]').getByRole('alert')).toContainText('程序')
  await send('总平面图.pdf', pdf('plan'), 'M12')
  await expect(page.locator('.line[data-step=done]')).toBeVisible()
  const card = page.getByRole('region', { name: '总平面图及设计方案' })
  await card.getByRole('button', { name: zh.edit.replace('{title}', '总平面图.pdf') }).click()
  await page.getByRole('textbox', { name: zh.sheet, exact: true }).fill('总施-01')
  await page.getByRole('textbox', { name: zh.sheetTitle, exact: true }).fill('总平面图')
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await expect(card.locator('.sheet')).toHaveText('总施-01')
  await card.getByRole('button', { name: zh.remove.replace('{title}', '总平面图.pdf') }).click()
  await page.getByRole('dialog').getByRole('button', { name: zh.removeNow, exact: true }).click()
  await expect(card).toBeHidden()
  expect((await fileOf(owner, project)).folders.every(({ documents }) => documents.length === 0)).toBe(true)
})

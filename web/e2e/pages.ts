// Every page with somebody who may see it, and what opens on pages.

import type { Page } from '@playwright/test'
import type { CaseView, JointView } from '../src/app/api'
import { type City, type Person, zh } from './city'
import { handIn, lowRisk, Walk } from './walk'

export interface Visit {
  name: string
  who: string
  path: (person: Person, city: City) => Promise<string> | string
  /** What is opened on the page before it is looked at. */
  open?: (page: Page) => Promise<void>
}

/** A stage of a fresh project that can be filed. */
async function filing(owner: Person, city: City) {
  const walk = new Walk(city, owner, owner)
  await walk.registerByApi('待申报书店', lowRisk)
  return `/projects/${walk.project}/stages/1`
}

/** A case that has just been received, with its officer. */
async function received(city: City) {
  const { cases } = await handIn(city, '待办书店')
  return cases.find(({ department, status }) => department.code === 'zrzy' && status === 'received')!
}
/** A case with findings that have gone out in a notice, and with conditions that conflict. */
async function reviewed(city: City) {
  const { id, cases } = await handIn(city, '并联书店')
  const row = cases.find(({ department, status }) => department.code === 'zrzy' && status !== 'waiting')!
  const officer = await city.person('zrzy.cb1')
  const { materials, fields, row: now } = await officer.get<CaseView>(`/cases/${row.id}`)
  if (now.status === 'received') {
    const { material, paper } = materials.find(({ paper }) => paper)!
    const place = { kind: 'material', target: material, paper: paper!.id, sheet: 1, region: { x: 1000, y: 1000, width: 4000, height: 800 } }
    const finding = { place, demand: '标注不清', clause: '制图标准', example: '见样图', severity: 'grave', late: null }
    await officer.post(`/cases/${row.id}/findings`, finding)
    await officer.post(`/cases/${row.id}/findings`, { ...finding, place: { kind: 'field', target: fields[0]!.code, paper: null, sheet: null, region: null }, demand: '请写明' })
    const wall = { subject: '围墙', measure: '', value: null, unit: '', direction: 'required', zone: '', clause: '规划条件', reason: '' }
    await officer.post(`/cases/${row.id}/conditions`, { conditions: [wall, { ...wall, direction: 'forbidden' }] })
    await officer.post(`/cases/${row.id}/findings/hand-in`, {})
    const { notices } = await officer.get<JointView>(`/applications/${id}/joint`)
    if (!notices.length) await (await city.person('counter1')).post(`/applications/${id}/notices`, {})
  }
  return { id, case: row.id }
}
const press = (key: string) => async (page: Page) => {
  await page.locator('.bar, [data-row]').first().waitFor()
  await page.keyboard.press(key)
}

export const publicPages: [name: string, path: string][] = [
  ['home', '/'],
  ['sign in', '/sign-in'],
  ['guide', '/guide'],
  ['item', '/guide/items/C05'],
  ['flows', '/guide/flows'],
  ['flow', '/guide/flows/G1'],
  ['plan, nothing answered', '/guide/plan'],
  ['plan', '/guide/plan?investment=government&works=building&land=allocation&area=46200'],
  ['plan in plain words', '/guide/plan?q=在自有用地盖小厂房，4800 平米，高 12 米'],
  ['plan, words that mean nothing', '/guide/plan?q=xyzzy'],
  ['guide of a joint item', '/guide/items/E01'],
  ['no such page', '/nowhere'],
]

export const visits: Visit[] = [
  { name: 'projects', who: 'owner01', path: () => '/projects' },
  { name: 'register', who: 'owner01', path: () => '/projects/new' },
  { name: 'project', who: 'owner03', path: async (_, city) => `/projects/${(await handIn(city, '在办书店')).project}` },
  { name: 'project file', who: 'owner03', path: async (_, city) => `/projects/${(await handIn(city, '在办书店')).project}/file` },
  { name: 'project file, read by an official', who: 'zrzy.cb1', path: async (_, city) => `/projects/${(await handIn(city, '在办书店')).project}/file` },
  { name: 'case of an applicant', who: 'owner03', path: async (_, city) => `/my/cases/${(await received(city)).id}` },
  { name: 'results', who: 'owner01', path: () => '/results' },
  { name: 'messages', who: 'owner01', path: () => '/messages' },
  { name: 'messages, to know', who: 'owner01', path: () => '/messages?box=to_know' },
  { name: 'messages, done', who: 'owner01', path: () => '/messages?box=done' },
  {
    name: 'calendar', who: 'owner04', path: () => '/calendar',
    open: async (page) => {
      await page.locator('#control-label').fill('手机')
      await page.locator('form button[type=submit]').last().click()
      await page.locator('#control-address').waitFor()
    },
  },
  { name: 'authorisations', who: 'owner01', path: () => '/organisation' },
  { name: 'person menu', who: 'owner02', path: () => '/projects', open: (page) => page.locator('details.menu > summary').click() },
  { name: 'leave and substitutes', who: 'rfb.cb1', path: () => '/absence' },
  { name: 'organisations', who: 'guanli', path: () => '/admin/organisations' },
  { name: 'reminders', who: 'zrzy.cb1', path: () => '/notices' },
  { name: 'reminder settings', who: 'owner01', path: () => '/notices/settings' },
  { name: 'channels of reminders', who: 'guanli', path: () => '/admin/notices' },
  { name: 'deliveries of reminders', who: 'guanli', path: () => '/admin/notices?tab=deliveries' },
  { name: 'words of reminders', who: 'guanli', path: () => '/admin/notices?tab=templates' },
  { name: 'ladder of warnings', who: 'jiancha', path: () => '/supervise/ladder' },
  { name: 'orders', who: 'jiancha', path: () => '/supervise/orders', open: (page) => page.getByRole('button', { name: '下达督办' }).click() },
  { name: 'radar', who: 'jiancha', path: () => '/supervise/radar?state=all' },
  { name: 'password', who: 'owner01', path: () => '/password' },
  { name: 'not permitted', who: 'owner01', path: () => '/audit' },
  { name: 'work list', who: 'zrzy.cb1', path: () => '/work?box=all' },
  { name: 'desk', who: 'zrzy.cb1', path: async (_, city) => `/work/${(await received(city)).id}` },
  { name: 'application', who: 'counter1', path: async (_, city) => `/applications/${(await handIn(city, '在办书店')).id}` },
  { name: 'hand-in, items', who: 'owner03', path: filing },
  { name: 'hand-in, form', who: 'owner03', path: async (p, city) => `${await filing(p, city)}?step=form` },
  { name: 'hand-in, papers', who: 'owner03', path: async (p, city) => `${await filing(p, city)}?step=papers` },
  { name: 'hand-in, check with what is missing', who: 'owner03', path: async (p, city) => `${await filing(p, city)}?step=check` },
  {
    name: 'correction', who: 'owner03',
    path: async (_, city) => {
      const row = await received(city)
      const officer = await city.person('zrzy.cb1')
      const { materials, fields } = await officer.get<CaseView>(`/cases/${row.id}`)
      await officer.post(`/cases/${row.id}/corrections`, {
        requests: [
          { kind: 'material', target: materials[0]!.material, text: '请加盖公章', basis: '' },
          { kind: 'field', target: fields[0]!.code, text: '请核对', basis: '' },
          { kind: 'other', target: '', text: '请补充说明', basis: '' },
        ],
      })
      return `/my/cases/${row.id}/correction`
    },
  },
  { name: 'consolidated notice', who: 'owner03', path: async (_, city) => `/my/applications/${(await reviewed(city)).id}/notices/1`, open: async (page) => page.getByRole('button', { name: zh.findings.notice.look }).first().click() },
  { name: 'parallel review', who: 'zrzy.qt', path: async (_, city) => `/applications/${(await reviewed(city)).id}/joint`, open: async (page) => page.getByRole('button', { name: zh.findings.conflict.settle }).first().click() },
  { name: 'conflicts to settle', who: 'zrzy.qt', path: () => '/conflicts' },
  { name: 'desk with findings', who: 'zrzy.cb1', path: async (_, city) => `/work/${(await reviewed(city)).case}`, open: async (page) => page.getByRole('button', { name: zh.findings.condition.edit }).click() },
  { name: 'a finding being noted', who: 'zrzy.cb1', path: async (_, city) => `/work/${(await received(city)).id}`, open: async (page) => page.getByRole('button', { name: zh.findings.note, exact: true }).click() },
  { name: 'intake', who: 'counter1', path: async (_, city) => (await handIn(city, '待接件书店', false)) && '/work?box=intake' },
  {
    name: 'receiving', who: 'counter1', path: async (_, city) => `/applications/${(await handIn(city, '待接件书店', false)).id}`,
    open: async (page) => page.getByRole('button', { name: zh.cases.step.receive }).click(),
  },
  ...(['a', 'b', 'x'] as const).map((key): Visit => ({ name: `step ${key} of a received case`, who: 'zrzy.cb1', path: async (_, city) => `/work/${(await received(city)).id}`, open: press(key) })),
  ...(['p', 's'] as const).map((key): Visit => ({
    name: `step ${key} of an accepted case`, who: 'zrzy.cb1',
    path: async (p, city) => {
      const { id } = await received(city)
      await p.post(`/cases/${id}/accept`, { text: '' })
      return `/work/${id}`
    },
    open: press(key),
  })),
  { name: 'keys', who: 'zrzy.cb1', path: () => '/work?box=all', open: press('?') },
  { name: 'a new person', who: 'guanli', path: () => '/admin/people', open: async (page) => page.locator('header .btn-primary, main .btn-primary').first().click() },
  { name: 'rules', who: 'guanli', path: () => '/admin/rules' },
  { name: 'rules, checked', who: 'guanli', path: () => '/admin/rules?view=check', open: async (page) => page.getByRole('button', { name: zh.rules.check, exact: true }).click() },
  { name: 'rules, an example', who: 'guanli', path: () => '/admin/rules?view=try' },
  { name: 'rules, shadow run', who: 'guanli', path: () => '/admin/rules?view=shadow', open: async (page) => page.getByRole('button', { name: zh.rules.shadowRun }).click() },
  { name: 'rules, publication', who: 'guanli', path: () => '/admin/rules?view=publish' },
  { name: 'rules, editions', who: 'guanli', path: () => '/admin/rules?view=editions' },
  { name: 'why, on a project', who: 'owner03', path: async (_, city) => `/projects/${(await handIn(city, '在办书店')).project}`, open: async (page) => page.getByRole('button', { name: zh.rules.why.button, exact: true }).click() },
  { name: 'flows side by side', who: 'guanli', path: () => '/admin/catalog?view=flows' },
  { name: 'papers of the catalogue', who: 'guanli', path: () => '/admin/catalog?view=materials' },
  { name: 'no such project', who: 'owner01', path: () => '/projects/999999' },
  { name: 'stopped clocks', who: 'jiancha', path: () => '/supervise/cases?kind=special' },
  { name: 'overview', who: 'jiancha', path: () => '/supervise' },
  { name: 'warnings', who: 'jiancha', path: () => '/supervise/cases' },
  { name: 'map', who: 'jiancha', path: () => '/supervise/map' },
  { name: 'people', who: 'guanli', path: () => '/admin/people' },
  { name: 'departments', who: 'guanli', path: () => '/admin/departments' },
  { name: 'catalogue', who: 'guanli', path: () => '/admin/catalog' },
  { name: 'audit', who: 'shenji', path: () => '/audit' },
]

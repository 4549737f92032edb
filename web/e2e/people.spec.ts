// Who acts for whom, in a browser: an authorisation is given, accepted, used and revoked; a member joins a project; personal
// data is opened with a reason; an officer goes on leave.

import { readFileSync } from 'node:fs'
import type { MandatePage, WayToAct } from '../src/app/api'
import { expect, test } from './city'
import { handIn, lowRisk, Walk } from './walk'

const words = JSON.parse(readFileSync(new URL('../src/locales/zh-CN/organisation.json', import.meta.url), 'utf8'))

test('an agent is invited, accepts, acts, and stops when the authorisation is revoked', async ({ city }) => {
  const [owner, agent] = [await city.person('owner06'), await city.person('owner07')]
  const walk = new Walk(city, owner, owner)
  await walk.registerByApi('代办书店', lowRisk)

  await owner.page.goto('/organisation')
  await owner.page.getByRole('button', { name: words.grant }).click()
  const form = owner.page.getByRole('dialog')
  await form.getByLabel(words.form.agent).check()
  await form.getByRole('button', { name: words.grant }).click()
  await expect(form.getByText(words.need.username)).toBeVisible()
  await form.getByLabel(words.username).fill('owner07')
  await form.getByRole('button', { name: words.grant }).click()
  // The password was given long ago in a worker that has run for a while; it is asked for again only then.
  const confirm = owner.page.getByRole('dialog', { name: words.confirm.title })
  await expect(confirm.or(owner.page.getByText(words.granted))).toBeVisible()
  if (await confirm.isVisible()) {
    await confirm.getByLabel(words.confirm.password).fill((await city.account('owner06')).password)
    await confirm.getByRole('button', { name: words.confirm.go }).click()
  }
  await expect(owner.page.getByRole('cell', { name: words.status.invited })).toBeVisible()

  await agent.page.goto('/organisation')
  await agent.page.getByRole('button', { name: new RegExp(`^${words.accept}`) }).click()
  await expect(agent.page.getByText(words.accepted)).toBeVisible()
  const company = (await city.account('owner06')).organisation!
  await agent.page.locator('details.menu > summary').click()
  await agent.page.getByRole('button', { name: new RegExp(`^${company}`) }).click()
  await expect(agent.page.getByText('代办书店').first()).toBeVisible()

  const { items } = await owner.get<MandatePage>('/organisation/mandates')
  const given = items.find(({ status, kind }) => status === 'in_force' && kind === 'agent')!
  await owner.page.reload()
  await owner.page.getByRole('row', { name: new RegExp(given.person!.name) }).getByRole('button', { name: words.revoke }).click()
  const ending = owner.page.getByRole('dialog')
  await ending.getByLabel(words.reason).fill('合同终止')
  await ending.getByRole('button', { name: words.revokeDo }).click()
  await expect(owner.page.getByText(words.revoked)).toBeVisible()
  await agent.page.goto('/organisation')
  await expect(agent.page.getByText(words.acting.none).first()).toBeVisible()
  const { ways } = await agent.get<{ ways: WayToAct[] }>('/session/acting')
  await agent.put('/session/acting', { mandate: ways[0]!.mandate, via: ways[0]!.via })
})

test('the owner adds a designer to a project, who then sees it', async ({ city }) => {
  const [owner, designer] = [await city.person('owner08'), await city.person('design01')]
  const walk = new Walk(city, owner, owner)
  await walk.registerByApi('设计书店', lowRisk)
  const account = await city.account('design01')
  const administrator = await city.person('guanli')
  const listed = await administrator.get<{ items: { organisation: { creditCode: string } }[] }>(`/organisations?q=${encodeURIComponent(account.organisation!)}`)
  await owner.page.goto(`/projects/${walk.project}`)
  await owner.page.getByRole('button', { name: words.member.add }).click()
  const form = owner.page.getByRole('dialog')
  await form.getByLabel(words.creditCode).fill(listed.items[0]!.organisation.creditCode)
  await form.getByRole('button', { name: words.member.add }).click()
  await expect(owner.page.getByRole('row', { name: new RegExp(`${words.role.designer}.*${account.organisation}`) })).toBeVisible()
  await designer.page.goto(`/projects/${walk.project}`)
  await expect(designer.page.getByRole('heading', { name: '设计书店', level: 1 })).toBeVisible()
  await expect(designer.page.getByRole('button', { name: words.member.add })).toHaveCount(0)
})

test('personal data is covered until a reason is given', async ({ city }) => {
  const { cases } = await handIn(city, '隐私书店')
  const row = cases.find(({ status }) => status === 'received')!
  const { page } = await city.person(`${row.department.code}.sh`)
  await page.goto(`/work/${row.id}`)
  await page.getByRole('button', { name: words.personal.open }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words.personal.reason).fill('看')
  await dialog.getByRole('button', { name: words.personal.look }).click()
  await expect(dialog.locator('.wrong')).toBeVisible()
  await dialog.getByLabel(words.personal.reason).fill('电话核实申请人身份')
  await dialog.getByRole('button', { name: words.personal.look }).click()
  await expect(dialog.getByText('19900001234').first()).toBeVisible()
})

test('an officer sets a leave with a substitute and ends it', async ({ city }) => {
  const { page } = await city.person('fgw.cb1')
  await page.goto('/absence')
  await page.getByRole('button', { name: words.leave.add }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(words.leave.substitute).selectOption({ index: 1 })
  await dialog.getByRole('button', { name: words.save }).click()
  await expect(page.getByText(words.leave.now)).toBeVisible()
  await page.getByRole('button', { name: new RegExp(`^${words.leave.end}`) }).click()
  await expect(page.getByText(words.leave.ended)).toBeVisible()
})

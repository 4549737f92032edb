// Whole projects from 立项 to 竣工 in the browser, with every department at work.

import { expect, test, zh } from './city'
import { lowRisk, Walk } from './walk'

const finishLane = async (walk: Walk) => {
  while ((await walk.stage(5)).canFile) {
    const { items, cases } = await walk.stage(5)
    const needed = items.filter(({ code, optional }) => !optional && !cases.some(({ item }) => item.code === code)).map(({ code }) => code)
    if (!needed.length) return
    await walk.fill(5, needed)
    const application = await walk.send(5)
    await walk.receive(application)
    await walk.concludeApplication(application)
  }
}

test('G1: a school by government investment, through eleven departments and more', async ({ city }) => {
  test.setTimeout(900_000)
  const walk = new Walk(city, await city.person('owner01'), await city.person('counter1'))
  const { page } = walk.owner
  await walk.register('第三实验学校', {
    investment: 'government', works: 'building', land: 'allocation', investment_amount: '38500.5', area: '26000', land_area: '12000', height: '36',
    air_defence: 'build', tender_required: 'yes', eia: 'form', river: 'yes', relics: 'yes', forest: 'yes', special_fire: 'yes', occupies_road: 'yes', occupies_green: 'yes',
  }, '政府投资房屋建筑项目')
  await expect(page.getByText('54', { exact: true })).toBeVisible()

  await test.step('stage 1 is filled in by hand, corrected once, and concluded', async () => {
    await walk.fillOnPage(1)
    const application = await walk.send(1)
    await walk.receive(application)
    const first = (await walk.stage(1)).cases.find(({ status }) => status === 'received')!
    await walk.correct(first, '请说明项目建设规模与投资估算的关系', '投资估算按建筑面积 26000 ㎡ 编制，详见说明。')
    await walk.concludeApplication(application)
    expect((await walk.stage(1)).status).toBe('concluded')
  })

  for (const number of [2, 3, 4])
    await test.step(`stage ${number}`, async () => {
      if (number === 3) await finishLane(walk)
      while ((await walk.stage(number)).status !== 'concluded') {
        await walk.fill(number)
        const application = await walk.send(number)
        await walk.receive(application)
        await walk.concludeApplication(application)
      }
      if (number === 4) await finishLane(walk)
    })

  await page.goto(`/projects/${walk.project}`)
  await expect(page.getByText(zh.apply.now.completed)).toBeVisible()
  await expect(page.getByText(zh.apply.status.completed).first()).toBeVisible()
  const end = await walk.view()
  expect(end.papersSaved).toBeGreaterThan(0)
  expect(end.results.length).toBeGreaterThan(25)
  expect(walk.departments.size).toBeGreaterThanOrEqual(11)
  expect(city.count).toBeGreaterThanOrEqual(9)

  await test.step('its licence can be read and printed', async () => {
    const [document] = await Promise.all([page.waitForEvent('popup'), page.locator('main table a').first().click()])
    await expect(document.locator('body')).toContainText('第三实验学校')
  })
})

test('P2: a simple, low-risk project in its merged form', async ({ city }) => {
  test.setTimeout(600_000)
  const walk = new Walk(city, await city.person('owner02'), await city.person('counter2'))
  await walk.register('街角书店', lowRisk, '社会投资简易低风险项目')
  const stages = (await walk.view()).stages.filter(({ number }) => number !== 5)
  expect(stages.map(({ number }) => number)).toEqual([1, 2, 4])
  for (const { number } of stages)
    await test.step(`stage ${number}`, async () => {
      while ((await walk.stage(number)).status !== 'concluded') {
        await walk.fill(number)
        const application = await walk.send(number)
        await walk.receive(application)
        await walk.concludeApplication(application)
      }
    })
  await walk.owner.page.goto(`/projects/${walk.project}`)
  await expect(walk.owner.page.getByText(zh.apply.now.completed)).toBeVisible()
})

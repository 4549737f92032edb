// Takes a project through its stages as the people of a city do: every kind of act is done in a browser, and in every
// department the first case is worked there by its three people; the rest they do by the same API, to save hours.

import type { ApplicationView, CaseRow, CaseView, City as CityFacts, DraftView, Field, ProjectView, Receipt } from '../src/app/api'
import { type City, expect, type Person, zh } from './city'

/** An empty sheet of A4. */
function pdf(text: string): Buffer {
  let written = `%PDF-1.4\n% ${text}\n`
  const places = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>'].map((object, at) => {
    const place = Buffer.byteLength(written)
    written += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = Buffer.byteLength(written)
  const lines = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(`${written}xref\n0 4\n0000000000 65535 f \n${lines}trailer\n<</Root 1 0 R/Size 4>>\nstartxref\n${table}\n%%EOF\n`)
}

/** What follows from other fields is left to the form. */
export const fieldsOf = (draft: DraftView) => draft.form.sections.flatMap(({ fields }) => fields).filter(({ value }) => !value)

export function valueFor(field: Pick<Field, 'kind' | 'least' | 'options' | 'maxLength'>): string {
  switch (field.kind) {
    case 'number':
      return field.least ?? '10'
    case 'date':
      return new Date().toISOString().slice(0, 10)
    case 'yes_no':
      return 'yes'
    case 'phone':
      return '19900001234'
    case 'credit_code':
      return '91110000600037341L'
    case 'identity_number':
      return '360426199101010071'
    case 'choice':
      return field.options[0]!.code
    default:
      return '按要求填写'.slice(0, field.maxLength)
  }
}

export class Walk {
  project = 0
  /** Departments whose officer, reviewer and approver have worked in a browser. */
  readonly departments = new Set<string>()

  constructor(
    private readonly city: City,
    readonly owner: Person,
    private readonly counter: Person,
  ) {}

  view = () => this.owner.get<ProjectView>(`/projects/${this.project}`)
  stage = async (number: number) => (await this.view()).stages.find((stage) => stage.number === number)!
  private draft = (stage: number) => this.owner.get<DraftView>(`/projects/${this.project}/stages/${stage}/draft`)

  /** Registers by filling the page; the preview beside the form must name the flow first. */
  async register(name: string, answers: Record<string, string>, flow: string) {
    const { page } = this.owner
    await page.goto(`/projects/new?${new URLSearchParams(answers)}`)
    await page.getByLabel(zh.apply.register.name).fill(name)
    await page.getByLabel(zh.apply.register.district).selectOption({ index: 1 })
    await page.getByLabel(zh.apply.register.location).fill('云江大道 1 号')
    await page.getByLabel(zh.apply.register.phone).fill('19900001234')
    await expect(page.locator('.preview').getByRole('link', { name: flow })).toBeVisible()
    await page.getByRole('button', { name: zh.apply.register.send }).click()
    await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
    this.project = Number(/projects\/(\d+)/.exec(page.url())![1])
  }

  async registerByApi(name: string, answers: Record<string, string>) {
    const { districts } = await this.owner.get<CityFacts>('/city')
    const { project } = await this.owner.post<Receipt>('/projects', {
      code: null, name, district: districts[0]!.code, location: '云江大道 1 号', scale: '', longitude: null, latitude: null, answers, buildings: [],
      investment: answers.investment_amount ?? '0', landArea: answers.land_area ?? '0', floorArea: answers.area ?? '0',
      plannedStart: null, plannedFinish: null, contact: '赵工', contactPhone: '19900001234',
    })
    this.project = project
  }

  /** Fills the form and uploads the papers in the browser, as far as the page asks. */
  async fillOnPage(stage: number) {
    const { page } = this.owner
    const fields = fieldsOf(await this.draft(stage))
    await page.goto(`/projects/${this.project}/stages/${stage}`)
    await page.getByRole('button', { name: zh.apply.filing.next }).click()
    for (const field of fields) {
      const holder = page.locator(`[id="field-${field.code}"]`)
      if (!(await holder.count())) continue // not asked, as things are answered
      const radio = holder.locator('input[type=radio]')
      if (await radio.count()) {
        if (!(await holder.locator('input:checked').count())) await radio.first().check()
        continue
      }
      const control = page.locator(`[id="control-${field.code}"]`)
      if (await control.inputValue()) continue
      if (field.kind === 'choice') await control.selectOption({ index: 1 })
      else {
        await control.fill(valueFor(field))
        await control.blur()
      }
    }
    await expect(page.locator('.save.saved')).toBeVisible()
    await page.getByRole('button', { name: zh.apply.filing.next }).click()
    const missing = page.locator('li', { has: page.locator('.must') })
    for (let left = await missing.count(); left; left = await missing.count()) {
      await missing.first().locator('input[type=file]').setInputFiles({ name: '材料.pdf', mimeType: 'application/pdf', buffer: pdf(`${stage}/${left}`) })
      await expect.poll(() => missing.count()).toBeLessThan(left) // one paper may serve several lines
    }
    await page.getByRole('button', { name: zh.apply.filing.next }).click()
  }

  /** The same by the API. */
  async fill(stage: number, items?: string[]) {
    let draft = await this.draft(stage)
    // Twice: choosing items brings fields that were not known before.
    for (let round = 0; round < 2; round++) {
      const values = { ...draft.values, ...Object.fromEntries(fieldsOf(draft).map((field) => [field.code, draft.values[field.code] || valueFor(field)])) }
      draft = await this.owner.put<DraftView>(`/projects/${this.project}/stages/${stage}/draft`, {
        items: items ?? draft.items, values, papers: {}, version: draft.version,
      })
    }
    for (const line of draft.checklist.filter(({ state }) => state === 'missing')) {
      const upload = await this.owner.upload(`${line.name.zh}.pdf`, pdf(line.material))
      await this.owner.post(`/projects/${this.project}/papers`, { material: line.material, title: line.name.zh, upload })
    }
  }

  /** Checks the answers on the page and sends them; returns the application. */
  async send(stage: number): Promise<number> {
    const { page } = this.owner
    if (!page.url().includes(`/projects/${this.project}/stages/${stage}?step=check`)) await page.goto(`/projects/${this.project}/stages/${stage}?step=check`)
    await page.getByRole('button', { name: zh.apply.filing.send }).click()
    await expect(page.getByRole('heading', { name: zh.apply.done.title })).toBeVisible()
    await expect(page.locator('.number')).toHaveText(/\S{6,}/)
    return (await this.stage(stage)).applications.at(-1)!
  }

  async sendByApi(stage: number): Promise<number> {
    const { version } = await this.draft(stage)
    return (await this.owner.post<Receipt>(`/projects/${this.project}/stages/${stage}/applications`, { version })).application
  }

  receiveByApi = (application: number) => this.counter.post(`/applications/${application}/receive`, { text: '' })

  async receive(application: number) {
    const { page } = this.counter
    await page.goto(`/applications/${application}`)
    await page.getByRole('button', { name: zh.cases.step.receive }).click()
    await page.getByRole('button', { name: zh.cases.submit.receive }).click()
    await expect(page.getByRole('status').filter({ hasText: zh.cases.done.receive })).toBeVisible()
  }

  /** One act at the desk, by keyboard alone: its key, a text where one is wanted, Ctrl+Enter. */
  private async act(username: string, id: number, step: 'accept' | 'propose' | 'review' | 'decide', key: string, text: string) {
    const { page } = await this.city.person(username)
    await page.goto(`/work/${id}`)
    await expect(page.getByRole('button', { name: zh.cases.step[step] }).first()).toBeVisible()
    await page.keyboard.press(key)
    await page.locator('#control-text').fill(text)
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('status').filter({ hasText: zh.cases.done[step] })).toBeVisible()
  }

  private async concludeOnPage(row: CaseRow) {
    const department = row.department.code
    await this.act(`${department}.cb1`, row.id, 'accept', 'a', '材料齐全，符合法定形式')
    await this.answerTasks(row.id)
    await this.act(`${department}.cb1`, row.id, 'propose', 'p', '拟予通过')
    if ((await this.caseOf(row.id)).row.desk === 'review') await this.act(`${department}.sh`, row.id, 'review', 'v', '同意')
    if ((await this.caseOf(row.id)).row.desk === 'approval') await this.act(`${department}.pz`, row.id, 'decide', 'd', '准予')
    this.departments.add(department)
  }

  private async concludeByApi(row: CaseRow) {
    const department = row.department.code
    const officer = await this.city.person(`${department}.cb1`)
    if (row.status === 'received' || row.status === 'corrected') await officer.post(`/cases/${row.id}/accept`, { text: '材料齐全' })
    await this.answerTasks(row.id)
    await officer.post(`/cases/${row.id}/propose`, { outcome: 'approve', text: '拟予通过', deferrals: [] })
    if ((await this.caseOf(row.id)).row.desk === 'review') await (await this.city.person(`${department}.sh`)).post(`/cases/${row.id}/review`, { agree: true, text: '同意' })
    if ((await this.caseOf(row.id)).row.desk === 'approval') await (await this.city.person(`${department}.pz`)).post(`/cases/${row.id}/decide`, { agree: true, text: '准予' })
  }

  /** Whoever is asked answers, until nobody is: 会办, acceptance on site. */
  private async answerTasks(id: number) {
    const desks: Record<string, string> = { officer: 'cb1', reviewer: 'sh', approver: 'pz' }
    for (let { tasks } = await this.caseOf(id); tasks.length; { tasks } = await this.caseOf(id))
      for (const { department, post, token, outcomes } of tasks)
        await (await this.city.person(`${department.code}.${desks[post]}`)).post(`/cases/${id}/answer`, { token, outcome: outcomes[0], text: '' })
  }

  caseOf = (id: number) => this.owner.get<CaseView>(`/cases/${id}`)

  async conclude(row: CaseRow) {
    if (this.departments.has(row.department.code) || row.status !== 'received') await this.concludeByApi(row)
    else await this.concludeOnPage(row)
    const now = await this.caseOf(row.id)
    expect(now.row.status).toBe('approved')
    expect(now.decision?.number).toBeTruthy()
  }

  /** Works every case as it opens, until none is left. */
  async concludeApplication(application: number) {
    for (;;) {
      const { cases } = await this.owner.get<ApplicationView>(`/applications/${application}`)
      const ready = cases.filter(({ status }) => status === 'received' || status === 'corrected')
      if (!ready.length) {
        expect(cases.filter(({ endedAt }) => !endedAt).map(({ item }) => item.code)).toEqual([])
        return
      }
      for (const row of ready) await this.conclude(row)
    }
  }

  /** Asks for a correction at the desk and answers it as the applicant, both on their pages. */
  async correct(row: CaseRow, what: string, answer: string) {
    const { page: desk } = await this.city.person(`${row.department.code}.cb1`)
    await desk.goto(`/work/${row.id}`)
    await desk.getByRole('button', { name: zh.cases.step.ask_correction }).click()
    await desk.locator('#control-requests-0-target').selectOption('other:')
    await desk.locator('#control-requests-0-text').fill(what)
    await desk.getByRole('button', { name: zh.cases.submit.ask_correction }).click()
    await expect(desk.getByRole('status').filter({ hasText: zh.cases.done.ask_correction })).toBeVisible()
    const { page } = this.owner
    await page.goto(`/projects/${this.project}`)
    await page.getByRole('link', { name: zh.apply.case.answer }).first().click()
    await expect(page.getByText(what)).toBeVisible()
    await page.getByRole('textbox', { name: zh.apply.correction.reply }).fill(answer)
    await page.getByRole('button', { name: zh.apply.correction.send }).click()
    await expect(page.getByRole('status').filter({ hasText: zh.apply.correction.done })).toBeVisible()
  }
}

/** The answers of a simple, low-risk project: its first hand-in has a case that is filed and one that is reviewed and approved. */
export const lowRisk = {
  investment: 'enterprise', works: 'building', approval: 'filing', land: 'own', low_risk: 'yes', air_defence: 'exempt', area: '1800', height: '12', investment_amount: '900',
}

/** The first hand-in of a project of its own, so that no test depends on what the demo city happens to hold. Received: its
    cases lie with their departments and nobody has taken them yet. */
export async function handIn(city: City, name: string, received = true): Promise<ApplicationView> {
  const walk = new Walk(city, await city.person('owner03'), await city.person('counter1'))
  await walk.registerByApi(name, lowRisk)
  await walk.fill(1)
  const application = await walk.sendByApi(1)
  if (received) await walk.receiveByApi(application)
  return walk.owner.get<ApplicationView>(`/applications/${application}`)
}

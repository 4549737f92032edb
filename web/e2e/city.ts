// People of the demo city, each with a browser of their own, and what they may ask the server besides.

import { readFileSync } from 'node:fs'
import { type APIResponse, type Browser, type BrowserContext, expect, type Page, test as base } from '@playwright/test'
import type { DemoAccount, Me } from '../src/app/api'

export interface Person {
  username: string
  page: Page
  get: <T>(path: string) => Promise<T>
  post: <T>(path: string, body?: unknown) => Promise<T>
  put: <T>(path: string, body: unknown) => Promise<T>
  /** Sends a file (tus) and returns the id of the upload. */
  upload: (name: string, content: Buffer) => Promise<string>
}

export const words = (file: string) => JSON.parse(readFileSync(new URL(`../src/locales/zh-CN/${file}.json`, import.meta.url), 'utf8'))
export const zh = { app: words('app'), findings: words('findings'), apply: words('apply'), cases: words('cases'), guide: words('guide'), rules: words('rules'), ui: words('ui') }

const desk = { width: 1440, height: 900 }

async function told<T>(answer: APIResponse): Promise<T> {
  expect(answer.ok(), `${answer.url()}: ${answer.ok() ? '' : await answer.text()}`).toBe(true)
  return answer.status() === 204 ? (undefined as T) : answer.json()
}

/** Who is signed in, in this worker: nobody signs in twice, and what a browser has fetched once it keeps. */
class House {
  private readonly contexts = new Map<string, { context: BrowserContext; me: Me }>()
  private accounts: DemoAccount[] = []

  constructor(
    private readonly browser: Browser,
    private readonly baseURL: string,
  ) {}

  async account(username: string): Promise<DemoAccount> {
    if (!this.accounts.length) {
      const context = await this.browser.newContext({ baseURL: this.baseURL })
      this.accounts = (await told<{ items: DemoAccount[] }>(await context.request.get('/api/v1/demo/accounts'))).items
      await context.close()
    }
    const found = this.accounts.find((each) => each.username === username)
    expect(found, `no demo account "${username}"`).toBeDefined()
    return found!
  }

  async signedIn(username: string) {
    const known = this.contexts.get(username)
    if (known) return known
    const { password } = await this.account(username)
    const context = await this.browser.newContext({ baseURL: this.baseURL, viewport: desk, reducedMotion: 'reduce', locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    const me = await told<Me>(await context.request.post('/api/v1/session', { data: { username, password, code: null } }))
    const made = { context, me }
    this.contexts.set(username, made)
    return made
  }

  async close() {
    for (const { context } of this.contexts.values()) await context.close()
  }
}

/** The city as one test sees it: its people begin with an empty page and a browser that remembers nothing but them. */
export class City {
  private readonly people = new Map<string, Person>()

  constructor(private readonly house: House) {}

  account = (username: string) => this.house.account(username)

  /** Signed in, with a page that is still empty. */
  async person(username: string): Promise<Person> {
    const known = this.people.get(username)
    if (known) return known
    const { context, me } = await this.house.signedIn(username)
    const headers = () => ({ 'X-CSRF-Token': me.csrfToken, 'Idempotency-Key': crypto.randomUUID() })
    const person: Person = {
      username,
      page: await context.newPage(),
      get: async (path) => told(await context.request.get(`/api/v1${path}`)),
      post: async (path, data = {}) => told(await context.request.post(`/api/v1${path}`, { data, headers: headers() })),
      put: async (path, data) => told(await context.request.put(`/api/v1${path}`, { data, headers: headers() })),
      upload: async (name, content) => {
        const tus = { 'Tus-Resumable': '1.0.0', 'X-CSRF-Token': me.csrfToken }
        const metadata = `filename ${Buffer.from(name).toString('base64')}`
        const made = await context.request.post('/api/v1/uploads', { headers: { ...tus, 'Upload-Length': String(content.length), 'Upload-Metadata': metadata } })
        const place = made.headers().location!
        const sent = await context.request.patch(place, { headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' }, data: content })
        expect([made.status(), sent.status()]).toEqual([201, 204])
        return place.split('/').pop()!
      },
    }
    this.people.set(username, person)
    return person
  }

  get count() {
    return this.people.size
  }

  async close() {
    for (const { page } of this.people.values()) {
      if (page.url().startsWith('http')) await page.evaluate(() => localStorage.clear())
      await page.close()
    }
  }
}

export const test = base.extend<{ city: City }, { house: House }>({
  house: [
    async ({ browser }, use, { project }) => {
      const house = new House(browser, project.use.baseURL!)
      await use(house)
      await house.close()
    },
    { scope: 'worker' },
  ],
  city: async ({ house }, use) => {
    const city = new City(house)
    await use(city)
    await city.close()
  },
})
export { expect }

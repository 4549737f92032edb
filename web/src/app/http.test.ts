import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { address, get, link, newKey, patch, post, Problem, put } from './http'

const answer = (status: number, body?: unknown) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

const fetched = vi.fn<typeof fetch>()
const headersOf = (call: number) => fetched.mock.calls[call]![1]!.headers as Record<string, string>

beforeEach(() => {
  fetched.mockReset()
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  vi.unstubAllGlobals()
  link.csrfToken = ''
  link.onSignedOut = () => {}
})

describe('requests', () => {
  it('leave out what is not asked for', () => {
    expect(address('/cases', { box: 'mine', q: '', stage: undefined, cursor: null, limit: 20 })).toBe(
      '/api/v1/cases?box=mine&limit=20',
    )
    expect(address('/projects', { q: '云江 & 一期' })).toBe('/api/v1/projects?q=%E4%BA%91%E6%B1%9F+%26+%E4%B8%80%E6%9C%9F')
  })

  it('carry the CSRF token and a fresh idempotency key with every command', async () => {
    link.csrfToken = 'token'
    fetched.mockImplementation(async () => answer(200, {}))
    await post('/cases/1/claim')
    await post('/cases/1/claim')
    expect(headersOf(0)['X-CSRF-Token']).toBe('token')
    expect(headersOf(0)['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/)
    expect(headersOf(0)['Idempotency-Key']).not.toBe(headersOf(1)['Idempotency-Key'])
  })

  it('repeat an intention under the key it was given', async () => {
    fetched.mockImplementation(async () => answer(200, {}))
    const key = newKey()
    await post('/projects', {}, { key })
    expect(headersOf(0)['Idempotency-Key']).toBe(key)
  })

  it('say which version the user was looking at', async () => {
    fetched.mockImplementation(async () => answer(200, {}))
    await post('/cases/1/accept', { text: '' }, { version: 7 })
    expect(headersOf(0)['If-Match']).toBe('"7"')
    await put('/rules/models/fees.dmn', { xml: '' }, '0badcafe')
    expect(headersOf(1)['If-Match']).toBe('"0badcafe"')
    await patch('/users/1', {})
    expect(headersOf(2)).not.toHaveProperty('If-Match')
  })

  it('give nothing for 204', async () => {
    fetched.mockResolvedValue(answer(204))
    expect(await put('/x', {})).toBeUndefined()
  })
})

describe('failures', () => {
  const failing = (path = '/cases') => get(path).then(
    () => expect.unreachable(),
    (reason: unknown) => reason as Problem,
  )

  it('become problems in both languages, with the remedy', async () => {
    fetched.mockResolvedValue(
      answer(409, { code: 'case.desk', title: '不在您这一环节', titleEn: 'At another desk', next: '请刷新', nextEn: 'Reload', trace: 't1' }),
    )
    const problem = await failing()
    expect(problem).toMatchObject({
      status: 409, code: 'case.desk', title: { zh: '不在您这一环节', en: 'At another desk' }, next: { zh: '请刷新', en: 'Reload' }, trace: 't1',
    })
  })

  it('of a proxy, which speaks no JSON, are still told in words', async () => {
    fetched.mockResolvedValue(new Response('<html>Bad gateway</html>', { status: 502 }))
    expect(await failing()).toMatchObject({ status: 502, code: 'http.502', next: { zh: '请稍后重试' } })
  })

  it('of the network say that nothing is lost', async () => {
    fetched.mockRejectedValue(new TypeError('Failed to fetch'))
    expect((await failing()).next.zh).toContain('不会丢失')
  })

  it('tell when the session has ended; a wrong password does not end it', async () => {
    const out = vi.fn()
    link.onSignedOut = out
    fetched.mockResolvedValueOnce(answer(401, { code: 'access.wrong' }))
    await failing('/session')
    expect(out).not.toHaveBeenCalled()
    fetched.mockResolvedValueOnce(answer(401, { code: 'access.session' }))
    await failing('/cases')
    expect(out).toHaveBeenCalledOnce()
  })
})

// The one door to the server: JSON in and out, errors as Problem (RFC 9457 in both languages).

const root = '/api/v1'

/** What went wrong, why, and what to do next; titles and remedies come from the server in both languages. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: { zh: string; en: string },
    readonly next: { zh: string; en: string },
    readonly pointer = '',
    readonly trace = '',
  ) {
    super(`${code}: ${title.en}`)
  }
}

/** Filled by the session: what every change must carry, and what to do when the server no longer knows us. */
export const link = { csrfToken: '', onSignedOut: () => {} }

export type Query = Record<string, string | number | boolean | null | undefined>

interface Options {
  query?: Query
  body?: unknown
  /** If-Match: the version the user was looking at. */
  version?: number | string
  /** Idempotency-Key; the same key again does it once. */
  key?: string
  signal?: AbortSignal
}

/** A key for one intention of the user. Not crypto.randomUUID: that is missing on plain-HTTP intranets. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** "/cases" + {box: "mine", q: ""} → "/cases?box=mine": what is empty is not asked for. */
export function address(path: string, query: Query = {}): string {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString()
  return root + path + (text ? `?${text}` : '')
}

export const unreachable = () =>
  new Problem(
    0,
    'network',
    { zh: '连接不上服务器', en: 'The server cannot be reached' },
    { zh: '请检查网络后重试，已填写的内容不会丢失', en: 'Check the network and try again; what you entered is kept' },
  )

/** Reads an answer that is not a success, whether it is a problem detail or something a proxy has put in its place. */
export async function problemOf(response: Response): Promise<Problem> {
  const told = await response.json().catch(() => ({}))
  const { status } = response
  return new Problem(
    status,
    told.code ?? `http.${status}`,
    { zh: told.title ?? `服务器返回了错误 ${status}`, en: told.titleEn ?? told.title ?? `The server answered ${status}` },
    { zh: told.next ?? '请稍后重试', en: told.nextEn ?? 'Try again later' },
    told.pointer ?? '',
    told.trace ?? response.headers.get('X-Trace-Id') ?? '',
  )
}

async function send<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (method !== 'GET') headers['X-CSRF-Token'] = link.csrfToken
  if (method === 'POST') headers['Idempotency-Key'] = options.key ?? newKey()
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  const response = await fetch(address(path, options.query), {
    method,
    headers,
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal,
    credentials: 'same-origin',
  }).catch((reason: unknown) => {
    throw reason instanceof DOMException && reason.name === 'AbortError' ? reason : unreachable()
  })
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  const problem = await problemOf(response)
  // A wrong password is answered 401 as well, but ends no session.
  if (problem.code === 'access.session') link.onSignedOut()
  throw problem
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => send<T>('GET', path, { query, signal })
export const post = <T>(path: string, body: unknown = {}, options: Omit<Options, 'body'> = {}) =>
  send<T>('POST', path, { ...options, body })
export const put = <T>(path: string, body: unknown, version?: Options['version']) => send<T>('PUT', path, { body, version })
export const patch = <T>(path: string, body: unknown, version?: Options['version']) => send<T>('PATCH', path, { body, version })
export const remove = <T = void>(path: string, version?: Options['version']) => send<T>('DELETE', path, { version })

/** What is no JSON: a drawing. */
export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(address(path), { signal, credentials: 'same-origin' })
  if (!response.ok) throw await problemOf(response)
  return response.text()
}

/** Whether somebody else was faster: what the user was looking at is no longer so. */
export const isStale = (reason: unknown) => reason instanceof Problem && reason.code === 'version.stale'

/** Whether this is a request that was given up because its answer is no longer wanted. */
export const isAbort = (reason: unknown) => reason instanceof DOMException && reason.name === 'AbortError'

// What an event carried, as lines of path and value, so that an auditor reads facts rather than braces.

export function payloadLines(payload: unknown, path = ''): [string, string][] {
  if (payload === null || payload === undefined) return path ? [[path, '—']] : []
  if (typeof payload !== 'object') return [[path || '·', String(payload)]]
  const entries = Array.isArray(payload) ? payload.map((value, at) => [`${path}[${at + 1}]`, value] as const) : Object.entries(payload).map(([name, value]) => [path ? `${path}.${name}` : name, value] as const)
  if (!entries.length) return path ? [[path, '—']] : []
  return entries.flatMap(([name, value]) => payloadLines(value, name))
}

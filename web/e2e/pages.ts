// Every page with somebody who may see it. {…} is filled from what that person's lists hold.

import type { Person } from './city'

export interface Visit {
  name: string
  who: string
  path: (person: Person) => Promise<string> | string
}

type Row = { id: number; application: number }
const first = async (person: Person, list: string) => {
  const { items } = await person.get<{ items: Row[] }>(list)
  if (!items[0]) throw new Error(`${list} is empty for ${person.username}`)
  return items[0]
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
  ['no such page', '/nowhere'],
]

export const visits: Visit[] = [
  { name: 'projects', who: 'owner01', path: () => '/projects' },
  { name: 'register', who: 'owner01', path: () => '/projects/new' },
  { name: 'project', who: 'owner01', path: async (p) => `/projects/${(await first(p, '/projects')).id}` },
  { name: 'case of an applicant', who: 'owner01', path: async (p) => `/my/cases/${(await first(p, '/cases?box=all')).id}` },
  { name: 'results', who: 'owner01', path: () => '/results' },
  { name: 'messages', who: 'owner01', path: () => '/messages' },
  { name: 'password', who: 'owner01', path: () => '/password' },
  { name: 'not permitted', who: 'owner01', path: () => '/audit' },
  { name: 'work list', who: 'zrzy.cb1', path: () => '/work?box=all' },
  { name: 'desk', who: 'zrzy.cb1', path: async (p) => `/work/${(await first(p, '/cases?box=all')).id}` },
  { name: 'application', who: 'counter1', path: async (p) => `/applications/${(await first(p, '/cases?box=all')).application}` },
  { name: 'overview', who: 'jiancha', path: () => '/supervise' },
  { name: 'warnings', who: 'jiancha', path: () => '/supervise/cases' },
  { name: 'map', who: 'jiancha', path: () => '/supervise/map' },
  { name: 'people', who: 'guanli', path: () => '/admin/people' },
  { name: 'departments', who: 'guanli', path: () => '/admin/departments' },
  { name: 'catalogue', who: 'guanli', path: () => '/admin/catalog' },
  { name: 'audit', who: 'shenji', path: () => '/audit' },
]

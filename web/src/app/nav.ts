// What stands in the navigation, by permission. The first four are the tabs on a phone.

import type { Component } from 'vue'
import {
  Aim, Bell, Collection, Connection, DataAnalysis, Files, FolderOpened, Histogram, House, List, Lock, MapLocation, Medal, OfficeBuilding, Postcard, Promotion, School, SetUp, Share, Stamp, Suitcase, Switch, Tickets, User, Warning,
} from '@element-plus/icons-vue'

export interface NavEntry {
  to: string
  /** Key of its words. */
  label: string
  icon: Component
}
export interface NavGroup {
  label: string
  entries: NavEntry[]
}

type Can = (permission: string) => boolean

const work: (NavEntry & { any: string[] })[] = [
  { to: '/work', label: 'app.nav.work', icon: List, any: ['case.handle', 'case.review', 'case.approve', 'application.receive', 'stage.lead'] },
  { to: '/conflicts', label: 'findings.nav', icon: Switch, any: ['stage.lead'] },
  { to: '/supervise', label: 'app.nav.supervise', icon: DataAnalysis, any: ['supervision.read'] },
  { to: '/supervise/cases', label: 'app.nav.warnings', icon: Warning, any: ['supervision.read'] },
  { to: '/supervise/ladder', label: 'supervise.ladder.nav', icon: Histogram, any: ['supervision.read'] },
  { to: '/supervise/orders', label: 'supervise.order.nav', icon: Promotion, any: ['supervision.order', 'supervision.answer'] },
  { to: '/supervise/radar', label: 'supervise.radar.nav', icon: Aim, any: ['supervision.read'] },
  { to: '/supervise/map', label: 'app.nav.map', icon: MapLocation, any: ['supervision.read'] },
  { to: '/projects', label: 'app.nav.projects', icon: FolderOpened, any: ['project.read'] },
  { to: '/results', label: 'app.nav.results', icon: Medal, any: ['case.read'] },
  { to: '/organisation', label: 'organisation.nav', icon: Stamp, any: ['project.register', 'organisation.manage', 'paper.add'] },
  { to: '/absence', label: 'organisation.navAbsence', icon: Suitcase, any: ['desk.absence'] },
  { to: '/admin/people', label: 'app.nav.people', icon: User, any: ['people.manage'] },
  { to: '/admin/organisations', label: 'organisation.navList', icon: School, any: ['people.manage'] },
  { to: '/admin/departments', label: 'app.nav.departments', icon: OfficeBuilding, any: ['people.manage'] },
  { to: '/admin/catalog', label: 'app.nav.catalog', icon: Collection, any: ['catalog.read'] },
  { to: '/admin/rules', label: 'app.nav.rules', icon: SetUp, any: ['rules.manage'] },
  { to: '/admin/flows', label: 'flows.nav', icon: Share, any: ['flows.manage'] },
  { to: '/admin/notices', label: 'notices.navAdmin', icon: Postcard, any: ['notices.manage'] },
  { to: '/audit', label: 'app.nav.audit', icon: Lock, any: ['audit.read'] },
]

const guide: NavEntry[] = [
  { to: '/guide/plan', label: 'app.nav.plan', icon: Connection },
  { to: '/guide', label: 'app.nav.guide', icon: Tickets },
  { to: '/guide/flows', label: 'app.nav.flows', icon: Files },
]

export function navigation(signedIn: boolean, can: Can): NavGroup[] {
  const home: NavEntry = { to: '/', label: 'app.nav.home', icon: House }
  if (!signedIn) return [{ label: 'app.nav.public', entries: [home, ...guide] }]
  const entries = work
    .filter(({ any }) => any.some(can))
    .map(({ to, label, icon }) => ({ to, label: to === '/projects' && can('application.file') ? 'app.nav.myProjects' : label, icon }))
  return [
    { label: 'app.nav.mine', entries: can('case.answer') ? [...entries, { to: '/messages', label: 'app.nav.messages', icon: Bell }] : entries },
    { label: 'app.nav.public', entries: [home, ...guide] },
  ]
}

/** Which entry a page belongs to: the longest that its path begins with. */
export function current(groups: NavGroup[], path: string): string {
  const within = (to: string) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`))
  return groups
    .flatMap(({ entries }) => entries.map(({ to }) => to))
    .filter(within)
    .reduce((longest, to) => (to.length > longest.length ? to : longest), '')
}

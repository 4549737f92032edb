// Every page, with the permission it wants (lists/permissions.json). All of them are lazy: a visitor fetches what is seen.

import type { RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name in the words of the interface. */
    title: string
    /** Open to everybody, signed in or not. */
    public?: boolean
    /** Any one of these is enough; none: whoever is signed in. */
    permissions?: string[]
    /** Uses the whole width of the window. */
    wide?: boolean
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('@/features/guide/Home.vue'), meta: { title: 'app.page.home', public: true } },
  { path: '/sign-in', component: () => import('./SignIn.vue'), meta: { title: 'app.page.signIn', public: true } },
  { path: '/password', component: () => import('./ChangePassword.vue'), meta: { title: 'app.page.password' } },

  { path: '/guide', component: () => import('@/features/guide/ItemList.vue'), meta: { title: 'app.page.guide', public: true } },
  { path: '/guide/items/:code', component: () => import('@/features/guide/ItemPage.vue'), props: true, meta: { title: 'app.page.item', public: true } },
  { path: '/guide/flows', component: () => import('@/features/guide/FlowList.vue'), meta: { title: 'app.page.flows', public: true } },
  { path: '/guide/flows/:code', component: () => import('@/features/guide/FlowPage.vue'), props: true, meta: { title: 'app.page.flow', public: true } },
  { path: '/guide/plan', component: () => import('@/features/guide/PlanPage.vue'), meta: { title: 'app.page.plan', public: true, wide: true } },

  { path: '/projects', component: () => import('@/features/apply/ProjectList.vue'), meta: { title: 'app.page.projects', permissions: ['project.read'] } },
  { path: '/projects/new', component: () => import('@/features/apply/RegisterPage.vue'), meta: { title: 'app.page.register', permissions: ['project.register'], wide: true } },
  { path: '/projects/:id(\\d+)', component: () => import('@/features/apply/ProjectPage.vue'), props: true, meta: { title: 'app.page.project', permissions: ['project.read'] } },
  { path: '/projects/:id(\\d+)/file', component: () => import('@/features/materials/ProjectFilePage.vue'), props: true, meta: { title: 'materials.page', permissions: ['project.read'] } },
  { path: '/projects/:id(\\d+)/stages/:stage(\\d)', component: () => import('@/features/apply/FilingPage.vue'), props: true, meta: { title: 'app.page.filing', permissions: ['application.draft'] } },
  { path: '/my/cases/:id(\\d+)', component: () => import('@/features/apply/CasePage.vue'), props: true, meta: { title: 'app.page.myCase', permissions: ['case.read'] } },
  { path: '/my/cases/:id(\\d+)/correction', component: () => import('@/features/apply/CorrectionPage.vue'), props: true, meta: { title: 'app.page.correction', permissions: ['case.answer'] } },
  { path: '/my/applications/:id(\\d+)/notices/:round(\\d+)?', component: () => import('@/features/findings/NoticePage.vue'), props: true, meta: { title: 'findings.page.notice', permissions: ['case.answer'] } },
  { path: '/results', component: () => import('@/features/apply/ResultList.vue'), meta: { title: 'app.page.results', permissions: ['case.read'] } },
  { path: '/calendar', component: () => import('@/features/messages/CalendarPage.vue'), meta: { title: 'app.page.calendar' } },
  { path: '/messages', component: () => import('@/features/messages/MessageList.vue'), meta: { title: 'app.page.messages', permissions: ['case.answer'] } },

  { path: '/work', component: () => import('@/features/cases/WorkList.vue'), meta: { title: 'app.page.work', permissions: ['case.handle', 'case.review', 'case.approve', 'application.receive', 'stage.lead'], wide: true } },
  { path: '/work/:id(\\d+)', component: () => import('@/features/cases/CaseDesk.vue'), props: true, meta: { title: 'app.page.case', permissions: ['case.read'], wide: true } },
  { path: '/applications/:id(\\d+)', component: () => import('@/features/cases/ApplicationPage.vue'), props: true, meta: { title: 'app.page.application', permissions: ['case.read'] } },
  { path: '/applications/:id(\\d+)/joint', component: () => import('@/features/findings/JointPage.vue'), props: true, meta: { title: 'findings.page.joint', permissions: ['case.read'] } },
  { path: '/conflicts', component: () => import('@/features/findings/ConflictList.vue'), meta: { title: 'findings.page.conflicts', permissions: ['stage.lead'] } },

  { path: '/supervise', component: () => import('@/features/supervise/OverviewPage.vue'), meta: { title: 'app.page.supervise', permissions: ['supervision.read'] } },
  { path: '/supervise/cases', component: () => import('@/features/supervise/WarningList.vue'), meta: { title: 'app.page.warnings', permissions: ['supervision.read'] } },
  { path: '/supervise/ladder', component: () => import('@/features/supervise/EscalationList.vue'), meta: { title: 'supervise.ladder.page', permissions: ['supervision.read'] } },
  { path: '/supervise/orders', component: () => import('@/features/supervise/OrdersPage.vue'), meta: { title: 'supervise.order.page', permissions: ['supervision.order', 'supervision.answer'] } },
  { path: '/supervise/orders/:id(\\d+)', component: () => import('@/features/supervise/OrderDetailPage.vue'), props: true, meta: { title: 'supervise.order.page', permissions: ['supervision.order', 'supervision.answer'] } },
  { path: '/supervise/radar', component: () => import('@/features/supervise/RadarPage.vue'), meta: { title: 'supervise.radar.page', permissions: ['supervision.read'] } },
  { path: '/supervise/map', component: () => import('@/features/supervise/ProjectMap.vue'), meta: { title: 'app.page.map', permissions: ['supervision.read'], wide: true } },

  { path: '/organisation', component: () => import('@/features/organisation/OrganisationPage.vue'), meta: { title: 'organisation.page' } },
  { path: '/absence', component: () => import('@/features/organisation/AbsencePage.vue'), meta: { title: 'organisation.absence.page', permissions: ['desk.absence'] } },
  { path: '/admin/organisations', component: () => import('@/features/admin/OrganisationsPage.vue'), meta: { title: 'organisation.list.page', permissions: ['people.manage'] } },
  { path: '/admin/people', component: () => import('@/features/admin/PeoplePage.vue'), meta: { title: 'app.page.people', permissions: ['people.manage'] } },
  { path: '/admin/departments', component: () => import('@/features/admin/DepartmentsPage.vue'), meta: { title: 'app.page.departments', permissions: ['people.manage', 'catalog.read'] } },
  { path: '/admin/catalog', component: () => import('@/features/admin/CatalogPage.vue'), meta: { title: 'app.page.catalog', permissions: ['catalog.read'] } },
  { path: '/admin/rules', component: () => import('@/features/rules/RulesPage.vue'), meta: { title: 'app.page.rules', permissions: ['rules.manage'] } },
  { path: '/admin/rules/:name', component: () => import('@/features/rules/ModelPage.vue'), props: true, meta: { title: 'app.page.ruleModel', permissions: ['rules.manage'], wide: true } },
  { path: '/admin/flows', component: () => import('@/features/flows/FlowsPage.vue'), meta: { title: 'flows.page', permissions: ['flows.manage'] } },
  { path: '/admin/flows/:name', component: () => import('@/features/flows/FlowFilePage.vue'), props: true, meta: { title: 'flows.pageFile', permissions: ['flows.manage'], wide: true } },
  { path: '/notices', component: () => import('@/features/notices/NoticeList.vue'), meta: { title: 'notices.page' } },
  { path: '/notices/settings', component: () => import('@/features/notices/SettingsPage.vue'), meta: { title: 'notices.settings.pageFull' } },
  { path: '/admin/notices', component: () => import('@/features/notices/AdminPage.vue'), meta: { title: 'notices.admin.page', permissions: ['notices.manage'] } },
  { path: '/audit', component: () => import('@/features/audit/AuditPage.vue'), meta: { title: 'app.page.audit', permissions: ['audit.read'] } },

  { path: '/:rest(.*)*', component: () => import('./NotFound.vue'), meta: { title: 'app.page.notFound', public: true } },
]

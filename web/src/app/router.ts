import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { tellError } from '@/ui/toasts'
import { unreachable } from './http'
import { routes } from './routes'
import { useSession } from './session'

type Session = ReturnType<typeof useSession>

/** Where somebody must go instead, or true. */
export function admit(to: Pick<RouteLocationNormalized, 'path' | 'fullPath' | 'meta'>, session: Pick<Session, 'me' | 'can' | 'home'>) {
  if (session.me?.mustChangePassword && to.path !== '/password') return '/password'
  if (to.path === '/sign-in' && session.me) return session.home
  if (!to.meta.public && !session.me) return { path: '/sign-in', query: { back: to.fullPath } }
  return true
}

/** Whether the page that was asked for is among the duties of who asks. */
export const allowed = (meta: RouteLocationNormalized['meta'], can: (permission: string) => boolean) =>
  !meta.permissions || meta.permissions.some(can)

export function createAppRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? undefined : { top: 0 }),
  })
  router.beforeEach(async (to) => {
    const session = useSession()
    await session.load()
    return admit(to, session)
  })
  router.afterEach((to, from) => {
    // A screen reader and the keyboard go on from the new page, not from the link that was left behind.
    if (from.matched.length && to.path !== from.path)
      requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }))
  })
  // After an update of the program old chunks are gone, and the page is fetched afresh; when it is the server that is
  // gone, a fresh page would be the browser's own error and lose what is on the screen.
  router.onError(async (reason, to) => {
    if (!/dynamically imported module|Importing a module script failed/.test(String(reason))) return
    const alive = await fetch('/healthz', { cache: 'no-store' }).then(({ ok }) => ok, () => false)
    if (alive) location.assign(to.fullPath)
    else tellError(unreachable())
  })
  return router
}

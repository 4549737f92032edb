// Who is signed in, and what they may do (lists/permissions.json).

import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Me } from './api'
import { get, isAbort, link, post, Problem, remove } from './http'

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  let asked: Promise<void> | null = null

  function become(next: Me | null) {
    me.value = next
    link.csrfToken = next?.csrfToken ?? ''
  }
  link.onSignedOut = () => become(null)

  /** Asks once who we are; the router waits for it before the first page. */
  function load(): Promise<void> {
    asked ??= get<Me>('/session').then(become, (reason: unknown) => {
      become(null)
      const signedOut = reason instanceof Problem && reason.status === 401
      if (!signedOut && !isAbort(reason)) asked = null // ask again at the next page
    })
    return asked
  }

  async function signIn(username: string, password: string) {
    become(await post<Me>('/session', { username, password, code: null }))
    asked = Promise.resolve()
  }

  async function signOut() {
    await remove('/session').catch(() => {})
    become(null)
  }

  async function changePassword(oldPassword: string, newPassword: string) {
    await post('/session/password', { oldPassword, newPassword })
    become(await get<Me>('/session'))
  }

  const can = (permission: string) => me.value?.permissions.includes(permission) ?? false
  const has = (role: string) => me.value?.roles.includes(role) ?? false
  const isApplicant = computed(() => has('applicant'))
  /** Works on the authorities' side: sees cases of other people's projects. */
  const isStaff = computed(() => me.value !== null && !isApplicant.value)

  /** The page that somebody with these duties starts the day on. */
  const home = computed((): string => {
    if (!me.value) return '/'
    if (isApplicant.value) return '/projects'
    if (can('supervision.read') && !can('case.handle')) return '/supervise'
    if (can('people.manage')) return '/admin/people'
    if (can('audit.read')) return '/audit'
    return '/work'
  })

  return { me, load, signIn, signOut, changePassword, can, has, isApplicant, isStaff, home }
})

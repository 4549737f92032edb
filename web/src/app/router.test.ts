import { describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Me } from './api'
import { admit, allowed } from './router'
import { routes } from './routes'

const router = createRouter({ history: createMemoryHistory(), routes })
const person = (permissions: string[], change = false) => ({
  me: { permissions, mustChangePassword: change } as unknown as Me,
  can: (permission: string) => permissions.includes(permission),
  home: '/work',
})
const stranger = { me: null, can: () => false, home: '/' }

describe('a page', () => {
  it('that is public is open to strangers', () => {
    for (const path of ['/', '/guide', '/guide/items/A01', '/guide/flows', '/guide/plan', '/nowhere'])
      expect(admit(router.resolve(path), stranger)).toBe(true)
  })

  it('that is not sends strangers to sign in, and back', () => {
    expect(admit(router.resolve('/work/12?box=mine'), stranger)).toEqual({ path: '/sign-in', query: { back: '/work/12?box=mine' } })
  })

  it('is not shown before a one-time password has been changed', () => {
    expect(admit(router.resolve('/work'), person(['case.handle'], true))).toBe('/password')
    expect(admit(router.resolve('/password'), person(['case.handle'], true))).toBe(true)
  })

  it('wants one of its permissions', () => {
    const { meta } = router.resolve('/work')
    expect(allowed(meta, person(['case.review']).can)).toBe(true)
    expect(allowed(meta, person(['application.file']).can)).toBe(false)
  })

  it('for signing in leads on those who are signed in', () => {
    expect(admit(router.resolve('/sign-in'), person([]))).toBe('/work')
  })
})

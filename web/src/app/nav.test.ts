import { describe, expect, it } from 'vitest'
import { current, navigation } from './nav'

const paths = (permissions: string[] | null) =>
  navigation(permissions !== null, (permission) => permissions?.includes(permission) ?? false).flatMap(({ entries }) =>
    entries.map(({ to }) => to),
  )

describe('the navigation', () => {
  it('shows strangers what is public, and nothing else', () => {
    expect(paths(null)).toEqual(['/', '/guide/plan', '/guide', '/guide/flows'])
  })

  it('shows everybody the pages of their duties only', () => {
    expect(paths(['application.file', 'project.read', 'case.read'])).toContain('/projects')
    expect(paths(['application.file', 'project.read', 'case.read'])).not.toContain('/work')
    expect(paths(['audit.read'])).toContain('/audit')
    expect(paths(['people.manage'])).not.toContain('/audit')
  })

  it('marks one entry: the nearest to the page', () => {
    const groups = navigation(true, () => true)
    expect(current(groups, '/supervise/map')).toBe('/supervise/map')
    expect(current(groups, '/work/12')).toBe('/work')
    expect(current(groups, '/guide/items/A01')).toBe('/guide')
    expect(current(groups, '/guide/flows/G1')).toBe('/guide/flows')
    expect(current(groups, '/')).toBe('/')
    expect(current(groups, '/workshop')).toBe('')
  })
})

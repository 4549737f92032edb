import { expect, it } from 'vitest'
import { largest, objection } from './accept'

it('says before sending what the server would refuse', () => {
  expect(objection({ name: 'a.pdf', size: 1 }, ['pdf'])).toBe('')
  expect(objection({ name: 'a.PDF', size: largest }, ['pdf'])).toBe('')
  expect(objection({ name: 'a.dwg', size: 1 }, ['pdf'])).toBe('kind')
  expect(objection({ name: 'no ending', size: 1 }, ['pdf'])).toBe('')
  expect(objection({ name: 'a.pdf', size: 0 }, [])).toBe('empty')
  expect(objection({ name: 'a.pdf', size: largest + 1 }, [])).toBe('large')
})

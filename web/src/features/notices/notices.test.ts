import { expect, test } from 'vitest'
import { bytesOf, mayRetry, states, toneOf } from './notices'

test('a key becomes the bytes it stands for', () => {
  expect([...bytesOf('BP8-_w')]).toEqual([4, 255, 62, 255])
})

test('what a provider has taken is not sent again by hand', () => {
  expect(states.filter(mayRetry)).toEqual(['failed', 'given_up', 'unknown'])
})

test('every state has a tone, and what went wrong is not green', () => {
  expect(states.map(toneOf)).toEqual(['blue', 'blue', 'green', 'green', 'red', 'red', 'amber', 'grey'])
})

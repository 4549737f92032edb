import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { useQueue } from './queue'

beforeEach(() => setActivePinia(createPinia()))

it('leads from one page of the list to its neighbours and no further', () => {
  const queue = useQueue()
  queue.walk(['/work/7', '/applications/3'], '/work?box=intake')
  expect(queue.beside('/work/7', 1)).toBe('/applications/3')
  expect(queue.beside('/applications/3', 1)).toBeNull()
  expect(queue.beside('/applications/3', -1)).toBe('/work/7')
  expect(queue.place('/applications/3')).toBe(2)
})

it('knows no neighbours of a page that was reached another way', () => {
  const queue = useQueue()
  queue.walk(['/work/7'], '/work')
  expect(queue.beside('/work/8', 1)).toBeNull()
  expect(queue.place('/work/8')).toBe(0)
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { commandOf } from './keys'

afterEach(() => document.body.replaceChildren())

function press(key: string, on = true, options: KeyboardEventInit = {}, into: string | null = null) {
  const target = document.createElement(into ?? 'div')
  document.body.append(target)
  const event = new KeyboardEvent('keydown', { key, bubbles: true, ...options })
  target.dispatchEvent(event)
  return commandOf(event, { a: vi.fn(), '?': vi.fn(), ArrowRight: vi.fn() }, on)
}

describe('letters as commands', () => {
  it('act on the page', () => {
    expect(press('a')).not.toBeNull()
    expect(press('x')).toBeNull()
  })

  it('never act while somebody types', () => {
    for (const field of ['input', 'textarea', 'select']) expect(press('a', true, {}, field)).toBeNull()
    expect(press('a', true, { isComposing: true })).toBeNull()
  })

  it('leave the browser its own', () => {
    expect(press('a', true, { ctrlKey: true })).toBeNull()
    expect(press('ArrowRight', true, { altKey: true })).toBeNull()
  })

  it('rest while a dialog is open', () => {
    const dialog = document.createElement('dialog')
    dialog.setAttribute('open', '')
    document.body.append(dialog)
    expect(press('a')).toBeNull()
  })

  it('can be switched off, except the one that explains them and keys that are no letters', () => {
    expect(press('a', false)).toBeNull()
    expect(press('?', false)).not.toBeNull()
    expect(press('ArrowRight', false)).not.toBeNull()
  })
})

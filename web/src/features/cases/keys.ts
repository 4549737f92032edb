// One-letter commands. They can be switched off (WCAG 2.1, 2.1.4), never act while somebody types or a dialog is open,
// and are announced on the buttons that do the same.

import { onMounted, onUnmounted } from 'vue'
import { kept } from '@/ui/kept'

/** Whether letters act as commands, for this browser. */
export const keysOn = kept('keys', true)

export type Commands = Record<string, () => void>

const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]') !== null

/** Which command a key press means, if any. "?" is always open: it explains the others. */
export function commandOf(event: KeyboardEvent, commands: Commands, on: boolean): (() => void) | null {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return null
  if (writes(event.target) || document.querySelector('dialog[open]')) return null
  if (!on && event.key !== '?' && event.key.length === 1) return null
  return commands[event.key] ?? null
}

/** Listens for as long as the component is shown; `commands` is asked at each press. */
export function useKeys(commands: () => Commands) {
  function press(event: KeyboardEvent) {
    const command = commandOf(event, commands(), keysOn.value)
    if (!command) return
    event.preventDefault()
    command()
  }
  onMounted(() => window.addEventListener('keydown', press))
  onUnmounted(() => window.removeEventListener('keydown', press))
}

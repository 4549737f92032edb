// Short notices at the edge of the screen, spoken by screen readers. Errors stay until they are closed: they say what to
// do next, and that must not vanish while it is read.

import { reactive } from 'vue'
import { Problem } from '@/app/http'
import { i18n, isEnglish } from '@/app/i18n'
import type { Tone } from './tone'

export interface Toast {
  id: number
  tone: Tone
  title: string
  text: string
}

export const toasts = reactive<Toast[]>([])
let last = 0

export function dismiss(id: number) {
  const at = toasts.findIndex((toast) => toast.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

function show(tone: Tone, title: string, text: string, stays: boolean) {
  const id = ++last
  toasts.push({ id, tone, title, text })
  if (toasts.length > 4) toasts.shift()
  if (!stays) setTimeout(() => dismiss(id), 6000)
}

export const tell = (title: string, text = '') => show('green', title, text, false)
export const warn = (title: string, text = '') => show('amber', title, text, true)

/** What an error says and what to do next, in the user's language. */
export function explain(reason: unknown): { title: string; next: string; trace: string } {
  const language = isEnglish() ? 'en' : 'zh'
  if (reason instanceof Problem) return { title: reason.title[language], next: reason.next[language], trace: reason.trace }
  return { title: i18n.global.t('ui.error.unexpected'), next: i18n.global.t('ui.error.unexpectedNext'), trace: '' }
}

export function tellError(reason: unknown) {
  // Signing in again is offered by the page itself.
  if (reason instanceof Problem && reason.status === 401) return
  const { title, next } = explain(reason)
  show('red', title, next, true)
}

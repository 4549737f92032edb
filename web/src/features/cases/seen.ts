// Which papers this person has opened, so that going on after lunch begins at the right sheet. A mark for the reader's
// own use; it proves nothing and leaves the browser never.

import { computed } from 'vue'
import { kept } from '@/ui/kept'

const most = 2000

export function useSeen(user: number) {
  const sheets = kept<string[]>(`seen.${user}`, [])
  const seen = computed(() => new Set(sheets.value))
  /** `sheet`: a paper with its version, so that a new version is unread again. */
  function mark(sheet: string) {
    if (!seen.value.has(sheet)) sheets.value = [...sheets.value, sheet].slice(-most)
  }
  return { seen, mark }
}

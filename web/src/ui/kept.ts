// A choice or list that this browser remembers. Storage may be full or forbidden by policy; it then lasts until the page
// is closed, and nobody is bothered with that.

import { ref, watch, type Ref } from 'vue'

export function kept<T>(name: string, first: T): Ref<T> {
  let start = first
  try {
    start = (JSON.parse(localStorage.getItem(name) ?? 'null') as T | null) ?? first
  } catch {
    // See above.
  }
  const value = ref(start) as Ref<T>
  watch(
    value,
    (now) => {
      try {
        localStorage.setItem(name, JSON.stringify(now))
      } catch {
        // See above.
      }
    },
    { flush: 'sync' },
  )
  return value
}

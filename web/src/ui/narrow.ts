// Whether the window is narrow, for pages that show something else on a phone (where a media query is not enough).

import { onScopeDispose, ref, type Ref } from 'vue'

/** `width` in CSS pixels: narrow is below it. */
export function useNarrow(width = 720): Ref<boolean> {
  const query = window.matchMedia(`(max-width: ${width - 1}px)`)
  const narrow = ref(query.matches)
  const follow = (event: MediaQueryListEvent) => (narrow.value = event.matches)
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return narrow
}

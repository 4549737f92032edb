import { onScopeDispose } from 'vue'

/** Listens for as long as the component that asked is shown. */
export function useEventListener<K extends keyof WindowEventMap>(target: Window, name: K, listener: (event: WindowEventMap[K]) => void) {
  target.addEventListener(name, listener)
  onScopeDispose(() => target.removeEventListener(name, listener))
}

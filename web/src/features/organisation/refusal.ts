// What a form was told by the server: beside the field it is about, or above the button when it is about none.

import { computed, ref } from 'vue'
import { Problem } from '@/app/http'
import { explain } from '@/ui/toasts'

export function useRefusal() {
  const reason = ref<unknown>(null)
  const field = computed(() => (reason.value instanceof Problem ? (reason.value.pointer.split('/')[1] ?? '') : ''))
  const told = computed(() => (reason.value ? explain(reason.value) : null))
  /** Of one field; `known` are those that the form shows. */
  const wrong = (name: string) => (field.value === name && told.value ? `${told.value.title} ${told.value.next}` : '')
  const general = (known: string[]) => (told.value && !known.includes(field.value) ? told.value : null)
  return { reason, wrong, general }
}

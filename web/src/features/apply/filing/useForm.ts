// The merged form on the shared runtime: compiled once per definition, judged with every keystroke.

import { computed, type Ref, shallowRef, watchEffect } from 'vue'
import type { DraftView } from '@/app/api'
import type { Definition } from '@forms/definition'
import { Form, type State } from '@forms/form'

/** In the city's time, which is the server's. */
const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)

export function useForm(view: Ref<DraftView | null>, values: Ref<Record<string, string>>) {
  let text = ''
  // Every save answers with the definition again; only another one is compiled again.
  const form = shallowRef(new Form({ sections: [], rules: [] }))
  watchEffect(() => {
    const definition = view.value?.form
    const next = JSON.stringify(definition ?? null)
    if (!definition || next === text) return
    text = next
    form.value = new Form(definition as Definition)
  }, { flush: 'sync' })
  const state = computed<State>(() => form.value.judge(values.value, today()))
  return { form, state }
}

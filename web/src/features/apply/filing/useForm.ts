// The merged form on the shared runtime: compiled once per definition, judged with every keystroke.

import { computed, type Ref, shallowRef, watchEffect } from 'vue'
import type { DraftView } from '@/app/api'
import type { Definition } from '@forms/definition'
import { Form, type State } from '@forms/form'

/** In the city's time, which is the server's. */
const today = () => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)

export function useForm(view: Ref<DraftView | null>, values: Ref<Record<string, string>>) {
  let text = ''
  let said = ''
  // Every save answers with everything again; only what differs is compiled and drawn again.
  const form = shallowRef(new Form({ sections: [], rules: [] }))
  const provenance = shallowRef<DraftView['provenance']>({})
  watchEffect(() => {
    if (!view.value) return
    const origins = JSON.stringify(view.value.provenance)
    if (origins !== said) provenance.value = view.value.provenance
    said = origins
    const next = JSON.stringify(view.value.form)
    if (next !== text) form.value = new Form(view.value.form as Definition)
    text = next
  }, { flush: 'sync' })
  const state = computed<State>(() => form.value.judge(values.value, today()))
  return { form, state, provenance }
}

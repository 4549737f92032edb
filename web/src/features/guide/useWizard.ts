// The questions, the answers, and a preview that follows them: what both the public plan and the registration stand on.

import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { PlanView, QuestionView } from '@/app/api'
import { isAbort, Problem } from '@/app/http'
import { isEnglish } from '@/app/i18n'
import { askedQuestions, listQuestions, preview } from './guide.api'
import { missing, relevant, type Answers } from './questions'

/** `known`: what rules may ask and no question does, such as the district. */
export function useWizard(begin: (questions: QuestionView[]) => Answers = () => ({}), known: () => Answers = () => ({})) {
  const questions = shallowRef<QuestionView[]>([])
  const answers = ref<Answers>({})
  const asked = shallowRef<string[]>([])
  const plan = shallowRef<PlanView | null>(null)
  const failure = shallowRef<unknown>(null)
  const loadFailure = shallowRef<unknown>(null)
  const busy = ref(false)
  let running: AbortController | null = null
  let asking: AbortController | null = null
  let rest: ReturnType<typeof setTimeout> | undefined

  const counting = computed(() => relevant(questions.value, asked.value, answers.value))
  /** What the rules are told: the answers that count and what is known besides. */
  const facts = computed((): Answers => ({ ...counting.value, ...known() }))
  const open = computed(() => missing(questions.value, asked.value, answers.value))

  /** What the server says about single answers, by question. */
  const wrong = computed((): Record<string, string> => {
    if (!(failure.value instanceof Problem)) return {}
    const code = /^\/answers\/(.+)$/.exec(failure.value.pointer)?.[1]
    return code ? { [code]: failure.value.title[isEnglish() ? 'en' : 'zh'] } : {}
  })

  async function look() {
    running?.abort()
    const mine = (running = new AbortController())
    busy.value = true
    try {
      plan.value = await preview(facts.value, mine.signal)
      failure.value = null
    } catch (reason) {
      if (isAbort(reason) || mine !== running) return
      plan.value = null
      failure.value = reason
    }
    if (mine === running) busy.value = false
  }

  async function load() {
    loadFailure.value = null
    try {
      const all = (await listQuestions()).items
      const first = begin(all)
      asked.value = (await askedQuestions(first)).questions
      answers.value = first
      questions.value = all
    } catch (reason) {
      loadFailure.value = reason
    }
  }

  /** The rules say what to ask next; what is shown meanwhile is what was asked before. */
  async function ask() {
    asking?.abort()
    const mine = (asking = new AbortController())
    try {
      asked.value = (await askedQuestions(answers.value, mine.signal)).questions
    } catch (reason) {
      if (!isAbort(reason) && mine === asking) failure.value = reason
    }
  }

  watch(
    () => JSON.stringify(answers.value),
    () => questions.value.length && void ask(),
  )
  watch(
    () => JSON.stringify(facts.value),
    () => {
      clearTimeout(rest)
      if (!questions.value.length) return
      if (open.value.length) {
        running?.abort()
        plan.value = null
        failure.value = null
        busy.value = false
        return
      }
      busy.value = true // from the moment when what is shown is no longer what was answered
      rest = setTimeout(look, 250)
    },
  )
  onScopeDispose(() => {
    clearTimeout(rest)
    running?.abort()
    asking?.abort()
  })
  void load()
  return { questions, asked, answers, counting, facts, open, plan, failure, wrong, busy, loadFailure, load }
}

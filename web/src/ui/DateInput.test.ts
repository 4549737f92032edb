import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { i18n, setLanguage } from '@/app/i18n'
import DateInput from './DateInput.vue'

describe('a date', () => {
  it('may be typed in the usual ways, and is kept in one', async () => {
    await setLanguage('zh-CN')
    for (const typed of ['2026-1-5', '2026/01/05', '20260105', '2026年1月5日', ' 2026.1.05 ']) {
      const input = mount(DateInput, { props: { modelValue: '' }, global: { plugins: [i18n] } })
      await input.find('input').setValue(typed)
      await input.find('input').trigger('change')
      expect(input.emitted('update:modelValue')!.at(-1)).toEqual(['2026-01-05'])
    }
  })

  it('that is none is not made into one', async () => {
    const input = mount(DateInput, { props: { modelValue: '' }, global: { plugins: [i18n] } })
    await input.find('input').setValue('明天')
    await input.find('input').trigger('change')
    expect(input.emitted('update:modelValue')!.at(-1)).toEqual(['明天'])
  })
})

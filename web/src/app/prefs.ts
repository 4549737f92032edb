// What a visitor has chosen for this browser: language and the view for the elderly (长辈版).

import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { setLanguage, type Language } from './i18n'

const read = (name: string) => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null // storage may be forbidden by policy; the choice then lasts until the page is closed
  }
}
const write = (name: string, value: string) => {
  try {
    localStorage.setItem(name, value)
  } catch {
    // as above
  }
}

export const storedLanguage = (): Language => (read('language') === 'en' ? 'en' : 'zh-CN')

export const usePrefs = defineStore('prefs', () => {
  const language = ref<Language>(storedLanguage())
  const elder = ref(read('elder') === '1')

  watch(language, async (value) => {
    write('language', value)
    await setLanguage(value)
  })
  watch(
    elder,
    (value) => {
      write('elder', value ? '1' : '0')
      document.documentElement.classList.toggle('elder', value)
    },
    { immediate: true },
  )

  return { language, elder }
})

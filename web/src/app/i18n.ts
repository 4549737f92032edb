// Words of the interface. Each language is one lazy chunk; only the chosen one is fetched.

import { createI18n } from 'vue-i18n'
import type { Name } from './api'

export type Language = 'zh-CN' | 'en'

const bundles = {
  'zh-CN': () => import('@/locales/zh-CN'),
  en: () => import('@/locales/en'),
}

export const i18n = createI18n<false>({ legacy: false, locale: 'zh-CN', fallbackLocale: 'zh-CN', messages: {} })

export async function setLanguage(language: Language) {
  const { default: words } = await bundles[language]()
  i18n.global.setLocaleMessage(language, words)
  i18n.global.locale.value = language
  document.documentElement.lang = language
}

export const isEnglish = () => i18n.global.locale.value === 'en'

/** A name that the data carries in both languages. Reactive: reads the current locale. */
export const nameOf = (name: Name | null | undefined): string => (name ? (isEnglish() && name.en) || name.zh : '')

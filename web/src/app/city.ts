// The city this server works for: its names, districts, departments and dictionaries. Public and rarely changing.

import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { City } from './api'
import { get } from './http'
import { isEnglish, nameOf } from './i18n'

export const useCity = defineStore('city', () => {
  const city = ref<City | null>(null)
  let asked: Promise<void> | null = null

  function load(): Promise<void> {
    asked ??= get<City>('/city').then(
      (answer) => void (city.value = answer),
      () => void (asked = null),
    )
    return asked
  }

  const name = computed(() => nameOf(city.value?.name))
  /** Without what a demonstration city adds in brackets: the header says that with a badge. */
  const shortName = computed(() => name.value.replace(/\s*[（(][^）)]*[）)]$/, ''))
  const isDemo = computed(() => Boolean(city.value?.demo || city.value?.fictional))
  const calendarAlarm = computed(() => (isEnglish() ? city.value?.calendarAlarmEn : city.value?.calendarAlarmZh) ?? '')
  const district = (code: string) => nameOf(city.value?.districts.find((d) => d.code === code)?.name) || code
  const department = (code: string) => nameOf(city.value?.departments.find((d) => d.code === code)?.name) || code
  const word = (dictionary: string, code: string) =>
    nameOf(city.value?.dictionaries[dictionary]?.find((entry) => entry.code === code)?.name) || code

  return { city, load, name, shortName, isDemo, calendarAlarm, district, department, word }
})

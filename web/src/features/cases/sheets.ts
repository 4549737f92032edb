// What has been written about a case and not sent yet. Kept while the program is open: a look at another case, or a
// colleague who was faster, must not cost a paragraph.

import { defineStore } from 'pinia'
import { reactive } from 'vue'
import { emptySheet, type Sheet } from './steps'

export const useSheets = defineStore('sheets', () => {
  const sheets = reactive(new Map<number, Sheet>())

  function of(id: number): Sheet {
    if (!sheets.has(id)) sheets.set(id, emptySheet())
    return sheets.get(id)!
  }
  const drop = (id: number) => sheets.delete(id)

  return { of, drop }
})

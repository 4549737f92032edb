// The list that an officer is walking through: one desk leads on to the next without a way back to the list.

import { defineStore } from 'pinia'
import { ref } from 'vue'

export const useQueue = defineStore('queue', () => {
  /** Addresses of the pages, in the order of the list. */
  const pages = ref<string[]>([])
  /** Address of the list, with its filters. */
  const back = ref('/work')

  function walk(list: string[], address: string) {
    pages.value = list
    back.value = address
  }

  /** The neighbour of a page in the list; null at its ends and for a page that is not in it. */
  function beside(page: string, step: 1 | -1): string | null {
    const at = pages.value.indexOf(page)
    return at < 0 ? null : (pages.value[at + step] ?? null)
  }

  /** From 1; 0 for a page that is not in the list. */
  const place = (page: string) => pages.value.indexOf(page) + 1

  return { pages, back, walk, beside, place }
})

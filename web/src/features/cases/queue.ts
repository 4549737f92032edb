// The list that an officer is walking through: the desk goes on to the next case without a way back to the list.

import { defineStore } from 'pinia'
import { ref } from 'vue'

export const useQueue = defineStore('queue', () => {
  const ids = ref<number[]>([])
  /** Address of the list, with its filters. */
  const back = ref('/work')

  function walk(list: number[], address: string) {
    ids.value = list
    back.value = address
  }

  /** The neighbour of a case in the list; null at its ends and for a case that is not in it. */
  function beside(id: number, step: 1 | -1): number | null {
    const at = ids.value.indexOf(id)
    return at < 0 ? null : (ids.value[at + step] ?? null)
  }

  const place = (id: number) => ids.value.indexOf(id) + 1

  return { ids, back, walk, beside, place }
})

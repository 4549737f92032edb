// How many messages are unread: shown on the bell, kept true by the live stream.

import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { MessagePage } from './api'
import { get } from './http'

export const useMessages = defineStore('messages', () => {
  const unread = ref(0)

  async function refresh() {
    const page = await get<MessagePage>('/messages', { limit: 1 }).catch(() => null)
    if (page) unread.value = page.unread
  }

  return { unread, refresh }
})

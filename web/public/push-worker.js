// Shows what the city pushes (docs/notices.md). One tag is one reminder: a repetition replaces what is shown.
self.addEventListener('push', (event) => {
  const { title, body, link, tag } = event.data.json()
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { link } }))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(self.clients.openWindow(event.notification.data.link || '/notices'))
})

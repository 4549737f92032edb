// Words and tones of reminders that several pages share, and the browser's side of Web Push.

import type { Tone } from '@/ui/tone'

export const channels = ['email', 'sms', 'wechat', 'push'] as const
export type Channel = (typeof channels)[number]
export const states = ['waiting', 'sending', 'accepted', 'delivered', 'failed', 'given_up', 'unknown', 'overtaken'] as const

const tones: Record<string, Tone> = { waiting: 'blue', sending: 'blue', accepted: 'green', delivered: 'green', failed: 'red', given_up: 'red', unknown: 'amber' }
export const toneOf = (state: string): Tone => tones[state] ?? 'grey'
/** Only these can be sent again by hand. */
export const mayRetry = (state: string) => state === 'failed' || state === 'given_up' || state === 'unknown'

/** base64url as PushManager wants it: bytes. */
export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'))
  const bytes = new Uint8Array(new ArrayBuffer(text.length))
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i)
  return bytes
}
const base64url = (data: ArrayBuffer | null) =>
  btoa(String.fromCharCode(...new Uint8Array(data ?? new ArrayBuffer(0)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

export const canPush = () => 'serviceWorker' in navigator && 'PushManager' in window

/** Asks the browser; answers what the server keeps, or nothing when the person said no. */
export async function subscribe(key: string): Promise<string | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null
  const worker = await navigator.serviceWorker.register('/push-worker.js')
  await navigator.serviceWorker.ready
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
  return JSON.stringify({ endpoint: made.endpoint, p256dh: base64url(made.getKey('p256dh')), auth: base64url(made.getKey('auth')) })
}

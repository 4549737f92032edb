// Dates and times in words. The server sends instants in UTC and civil dates of the city; China keeps one zone.

import { i18n, isEnglish } from '@/app/i18n'

const zone = 'Asia/Shanghai'
const formats = new Map<string, Intl.DateTimeFormat>()

function format(options: Intl.DateTimeFormatOptions, value: Date): string {
  const language = isEnglish() ? 'en-GB' : 'zh-CN'
  const key = language + JSON.stringify(options)
  let made = formats.get(key)
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(language, { timeZone: zone, ...options })))
  return made.format(value)
}

/** A civil date stands for its noon, so that no zone can move it to the day before. */
const moment = (value: string) => new Date(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T12:00:00+08:00` : value)

/** 2026年11月24日 */
export const day = (value: string | null | undefined) =>
  value ? format({ year: 'numeric', month: 'long', day: 'numeric' }, moment(value)) : ''

/** 11月24日 周二, with the year only when it is another one. */
export function shortDay(value: string | null | undefined, today = new Date()): string {
  if (!value) return ''
  const at = moment(value)
  const year = (date: Date) => format({ year: 'numeric' }, date)
  const other = year(at) !== year(today) ? ({ year: 'numeric' } as const) : {}
  return format({ ...other, month: 'short', day: 'numeric', weekday: 'short' }, at)
}

/** 2026-11-24 14:03, the same in both languages so that columns align. */
export function dayTime(value: string | null | undefined): string {
  if (!value) return ''
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  })
  return parts.format(moment(value))
}

/** 14:03 */
export const clockTime = (value: string | null | undefined) => dayTime(value).slice(11)

/** Seconds as the two largest units: 3 天 4 小时; below an hour in minutes. */
export function duration(seconds: number): string {
  const { t } = i18n.global
  const minutes = Math.floor(Math.max(0, seconds) / 60)
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  if (days >= 10 || (days > 0 && hours === 0)) return t('ui.time.days', { n: days })
  if (days > 0) return t('ui.time.daysHours', { n: days, h: hours })
  if (hours > 0) return t('ui.time.hours', { n: hours })
  return t('ui.time.minutes', { n: Math.max(minutes, seconds > 0 ? 1 : 0) })
}

/** Bytes as a person says them. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KB', 'MB', 'GB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** A Decimal as the server writes it ("12500.5") with thousands marked. Never through a float. */
export function amount(decimal: string | null | undefined): string {
  if (!decimal) return ''
  const [whole = '0', part] = decimal.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const tail = part?.replace(/0+$/, '')
  return tail ? `${grouped}.${tail}` : grouped
}

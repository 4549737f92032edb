// Places on sheets: what is being pointed at, and which places to show, between the sheet and what is written about it.

import { reactive } from 'vue'
import type { SheetRegion } from '@/app/api'

export interface Mark {
  sheet: number
  region: SheetRegion | null
  /** Of the finding. */
  label: string
  /** The one that has been jumped to. */
  here?: boolean
}
export interface Pin {
  paper: number
  sheet: number
  region: SheetRegion | null
}

/** One page has one pointer. */
export const pointing = reactive({ on: false, pin: null as Pin | null })

/** A rectangle between two points of a sheet, each from 0 to 1, in ten-thousandths; null when it is a mere click. */
export function regionOf(from: { x: number; y: number }, to: { x: number; y: number }): SheetRegion | null {
  const whole = 10_000
  const clamp = (v: number) => Math.round(Math.min(1, Math.max(0, v)) * whole)
  const x = Math.min(clamp(from.x), clamp(to.x))
  const y = Math.min(clamp(from.y), clamp(to.y))
  const width = Math.max(clamp(from.x), clamp(to.x)) - x
  const height = Math.max(clamp(from.y), clamp(to.y)) - y
  return width < 50 || height < 50 ? null : { x, y, width, height }
}

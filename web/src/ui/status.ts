// How the states of a case look (lists/statuses.json). Red is for what went against somebody; what has ended well or is
// paused is never red, whatever its clock says.

import type { Component } from 'vue'
import {
  CircleCheck, CircleClose, Clock, Document, EditPen, FolderChecked, Hourglass, Loading, RefreshLeft, Remove, VideoPause,
} from './icons'
import type { Tone } from './tone'

const looks: Record<string, [Tone, Component]> = {
  filed: ['grey', Document],
  waiting: ['grey', Hourglass],
  received: ['blue', FolderChecked],
  withdrawn: ['grey', Remove],
  accepted: ['blue', FolderChecked],
  not_ours: ['red', CircleClose],
  refused: ['red', CircleClose],
  correcting: ['amber', EditPen],
  corrected: ['blue', EditPen],
  handling: ['blue', Loading],
  special: ['violet', VideoPause],
  special_ended: ['blue', Clock],
  approved: ['green', CircleCheck],
  approved_with_deferral: ['green', CircleCheck],
  rejected: ['red', CircleClose],
  recalled: ['grey', RefreshLeft],
  revoked: ['red', RefreshLeft],
}

export const statusLook = (status: string): [Tone, Component] => looks[status] ?? ['grey', Document]

const ended = new Set(['withdrawn', 'not_ours', 'refused', 'approved', 'approved_with_deferral', 'rejected', 'recalled', 'revoked'])
export const hasEnded = (status: string) => ended.has(status)

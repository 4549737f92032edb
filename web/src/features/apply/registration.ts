// Registering a project: what is entered, what is missing, and what is sent. Money and areas are asked once, among the
// questions that choose the flow, and used for the project as well.

import type { BuildingView, RegisterProject } from '@/app/api'
import type { FieldIssue } from '@/ui/issue'
import type { Answers } from '../guide/questions'

export interface Registration {
  code: string
  name: string
  district: string
  location: string
  scale: string
  longitude: string
  latitude: string
  plannedStart: string
  plannedFinish: string
  contact: string
  contactPhone: string
  buildings: BuildingDraft[]
}

export interface BuildingDraft {
  name: string
  use: string
  floorArea: string
  storeysAbove: string
  storeysBelow: string
  height: string
}

export const emptyBuilding = (number: number): BuildingDraft => ({
  name: `${number}#`, use: '', floorArea: '', storeysAbove: '', storeysBelow: '0', height: '',
})

export const emptyRegistration = (): Registration => ({
  code: '', name: '', district: '', location: '', scale: '', longitude: '', latitude: '', plannedStart: '', plannedFinish: '', contact: '',
  contactPhone: '', buildings: [],
})

const isDecimal = (text: string) => /^\d{1,14}(\.\d{1,4})?$/.test(text)
const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
const isCount = (text: string) => /^\d{1,3}$/.test(text)
const inRange = (text: string, most: number) => text.trim() !== '' && Math.abs(Number(text)) <= most

type Rule = [field: string, zh: string, en: string, fails: boolean]

/** What the server would refuse, told before it is asked. Fields are named as in the answer's pointer. */
export function checkRegistration(form: Registration, answers: Answers): FieldIssue[] {
  const length = [...form.name.trim()].length
  const rules: Rule[] = [
    ['name', '项目名称应为 2–100 个字', 'The name has 2 to 100 characters', length < 2 || length > 100],
    ['code', '项目代码为 24 位，例如 2509-320193-89-01-544060；没有可不填', 'A project code has 24 characters, such as 2509-320193-89-01-544060; leave it empty if you have none', form.code !== '' && !/^\d{4}-\d{6}-\d{2}-\d{2}-\d{6}$/.test(form.code)],
    ['district', '请选择建设地点所在区县', 'Choose the district', !form.district],
    ['location', '请填写建设地址（2–200 个字）', 'Give the location (2 to 200 characters)', [...form.location.trim()].length < 2],
    ['investment', '请填写总投资额，应大于 0', 'Give the total investment, above 0', !(Number(answers.investment_amount) > 0)],
    ['longitude', '经纬度须同时填写且在有效范围内', 'Give both coordinates, within range', (form.longitude !== '' || form.latitude !== '') && !(inRange(form.longitude, 180) && inRange(form.latitude, 90))],
    ['plannedStart', '日期应写作 2026-01-31', 'Write the date as 2026-01-31', form.plannedStart !== '' && !isDate(form.plannedStart)],
    ['plannedFinish', '拟建成时间应晚于拟开工时间', 'The planned finish must be after the planned start', form.plannedStart !== '' && form.plannedFinish !== '' && form.plannedFinish <= form.plannedStart],
    ['plannedFinish', '日期应写作 2026-01-31', 'Write the date as 2026-01-31', form.plannedFinish !== '' && !isDate(form.plannedFinish)],
    ['contact', '请填写联系人', 'Give a contact', !form.contact.trim()],
    ['contactPhone', '请填写联系电话', 'Give a telephone number', !/^[\d+\-() ]{7,20}$/.test(form.contactPhone.trim())],
  ]
  form.buildings.forEach((building, index) => {
    const figures = isDecimal(building.floorArea) && isCount(building.storeysAbove) && isCount(building.storeysBelow) && (building.height === '' || isDecimal(building.height))
    rules.push([`buildings/${index}`, `第 ${index + 1} 栋单体的名称、面积和层数应填写完整`, `Building ${index + 1} needs a name, an area and its storeys`, !building.name.trim() || !figures])
  })
  return rules.filter(([, , , fails]) => fails).map(([field, zh, en]) => ({ field, code: 'project.field', zh, en }))
}

const building = (draft: BuildingDraft): BuildingView => ({
  name: draft.name.trim(),
  use: draft.use,
  floorArea: draft.floorArea,
  storeysAbove: Number(draft.storeysAbove),
  storeysBelow: Number(draft.storeysBelow),
  height: draft.height || null,
})

export const toRegisterProject = (form: Registration, answers: Answers): RegisterProject => ({
  code: form.code || null,
  name: form.name.trim(),
  district: form.district,
  location: form.location.trim(),
  scale: form.scale.trim(),
  longitude: form.longitude === '' ? null : Number(form.longitude),
  latitude: form.latitude === '' ? null : Number(form.latitude),
  answers,
  investment: answers.investment_amount ?? '0',
  landArea: answers.land_area ?? '0',
  floorArea: answers.area ?? '0',
  plannedStart: form.plannedStart || null,
  plannedFinish: form.plannedFinish || null,
  buildings: form.buildings.map(building),
  contact: form.contact.trim(),
  contactPhone: form.contactPhone.trim(),
})

/** The field that a problem's pointer ("/buildings/0/name") means. */
export function fieldOf(pointer: string): string {
  const answer = /^\/answers\/(\w+)$/.exec(pointer)?.[1]
  if (answer) return answer
  const part = /^\/(buildings\/\d+|\w+)/.exec(pointer)?.[1] ?? ''
  return part === 'latitude' ? 'longitude' : part
}

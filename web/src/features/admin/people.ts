// Accounts: what is written about a person, what is missing, and what is sent. Duties and their separation are the
// server's to judge (lists/roles.json); the form only keeps out what can never be right.

import type { CreateUser, GrantView, UserView } from '@/app/api'

export const staffRoles = ['counter', 'officer', 'reviewer', 'approver', 'lead', 'supervisor', 'administrator', 'auditor']

export type Kind = 'staff' | 'applicant'

export interface Person {
  kind: Kind
  username: string
  name: string
  phone: string
  department: string
  organisation: string
  organisationCode: string
  grants: GrantView[]
}

export const emptyGrant = (department: string): GrantView => ({ role: '', department: department || null, district: null, items: [] })

export const emptyPerson = (): Person => ({ kind: 'staff', username: '', name: '', phone: '', department: '', organisation: '', organisationCode: '', grants: [emptyGrant('')] })

export const personOf = (user: UserView): Person => ({
  kind: user.organisation !== null ? 'applicant' : 'staff',
  username: user.username,
  name: user.name,
  phone: user.phone,
  department: user.department?.code ?? '',
  organisation: user.organisation ?? '',
  organisationCode: user.organisationCode ?? '',
  grants: user.grants.map((grant) => ({ ...grant, items: [...grant.items] })),
})

/** Field → key of the sentence. */
export function missing(person: Person): Record<string, string> {
  const found: Record<string, string> = {}
  const need = (field: string, right: boolean) => {
    if (!right) found[field] = `admin.need.${field.replace(/-\d+$/, '')}`
  }
  need('username', /^[a-z0-9._-]{3,40}$/.test(person.username))
  need('name', person.name.trim().length >= 1 && person.name.trim().length <= 50)
  need('phone', /^(1\d{10}|0\d{2,3}-?\d{7,8})$/.test(person.phone.trim()))
  if (person.kind === 'applicant') {
    need('organisation', person.organisation.trim() !== '')
    need('organisationCode', /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(person.organisationCode.trim())) // GB 32100-2015 leaves out I, O, S, V, Z
  } else {
    need('department', person.department !== '')
    need('grants', person.grants.length > 0)
    person.grants.forEach((grant, at) => need(`role-${at}`, grant.role !== ''))
  }
  return found
}

export function bodyOf(person: Person): CreateUser {
  const applicant = person.kind === 'applicant'
  return {
    username: person.username,
    name: person.name.trim(),
    phone: person.phone.trim(),
    department: applicant ? null : person.department,
    organisation: applicant ? person.organisation.trim() : null,
    organisationCode: applicant ? person.organisationCode.trim() : null,
    grants: applicant ? [{ role: 'applicant', department: null, district: null, items: [] }] : person.grants,
  }
}

// Made by `npm run types` from the OpenAPI description of the server. Do not edit.

export interface Problem {
  type: string
  title: string
  titleEn: string
  status: number
  code: string
  pointer: string
  next: string
  nextEn: string
  trace: string
  params: Record<string, string>
}

export interface ActFor {
  mandate: number
  via: number
}

export interface AddPaper {
  material: string
  title: string
  upload: string | null
  paper: number | null
  sheet: string | null
  sheetTitle: string | null
  replaces: number | null
  beside: boolean | null
}

export interface AgreeOrNot {
  agree: boolean
  text: string
}

export interface AnswerCorrection {
  answers: CorrectionAnswer[]
}

export interface AnswerMandate {
  accept: boolean
}

export interface AnswerNotice {
  answers: NoticeAnswer[]
}

export interface AnswerTask {
  token: number
  outcome: string
  text: string
}

export interface ApplicationView {
  id: number
  project: number
  number: string
  projectName: string
  projectCode: string
  organisation: string
  stage: number
  stageName: Name
  lead: Coded | null
  status: string
  filedAt: string
  receivedAt: string | null
  endedAt: string | null
  fields: FieldView[]
  values: Record<string, string>
  materials: MaterialView[]
  papersNeeded: number
  papersSaved: number
  cases: CaseRow[]
  version: number
  canReceive: boolean
  canWithdraw: boolean
}

export interface AskCorrection {
  requests: CorrectionRequest[]
}

export interface AskOwnerChange {
  creditCode: string
  reason: string
  papers: number[]
}

export interface Asked {
  questions: string[]
}

export interface Assign {
  user: number
}

export interface AuditLine {
  seq: number
  stream: string
  type: string
  at: string
  by: string
  basis: string
  payload: unknown
  hash: string
}

export interface AuditPage {
  items: AuditLine[]
  next: string | null
}

export interface AuditVerdict {
  intact: boolean
  events: number
  head: string
  brokenAt: number | null
}

export interface BoxCounts {
  mine: number
  department: number
  unassigned: number
  dueSoon: number
  overdue: number
  intake: number
  review: number
  approval: number
  done: number
}

export interface BuildingView {
  name: string
  use: string
  floorArea: string
  storeysAbove: number
  storeysBelow: number
  height: string | null
}

export interface CaseDeskView {
  considered: ConsideredView[]
  recused: boolean
  handlerAway: LeaveView | null
  inPlaceOf: PersonName | null
}

export interface CasePage {
  items: CaseRow[]
  next: string | null
}

export interface CaseRow {
  id: number
  application: number
  project: number
  number: string
  projectName: string
  projectCode: string
  item: Coded
  stage: number
  department: Coded
  status: string
  nationalStatus: number | null
  desk: string
  handler: string | null
  filedAt: string
  acceptedAt: string | null
  endedAt: string | null
  clock: ClockView
  turn: TurnView
  organisation: string
}

export interface CaseView {
  row: CaseRow
  basis: string
  fields: FieldView[]
  values: Record<string, string>
  materials: MaterialView[]
  corrections: CorrectionView[]
  specials: SpecialView[]
  opinions: OpinionView[]
  decision: DecisionView | null
  waits: WaitView[]
  history: HistoryLine[]
  siblings: CaseRow[]
  specialProcedures: Coded[]
  actions: string[]
  officers: Coded[]
  deferrable: string[]
  handling: string
  tasks: OpenTaskView[]
  version: number
}

export interface Change {
  kind: "changed" | "row_added" | "row_removed"
  key: string
  section: string
  label: Words
  before: Words
  after: Words
}

export interface ChangePassword {
  oldPassword: string
  newPassword: string
}

export interface ChangeReminderChannel {
  enabled: boolean | null
  address: string | null
}

export interface ChangeReminderSettings {
  language: "zh" | "en"
  quietFrom: string | null
  quietTo: string | null
  digest: string | null
}

export interface ChangeUser {
  name: string | null
  phone: string | null
  enabled: boolean | null
  grants: GrantView[] | null
}

export interface CheckDocument {
  document: unknown
}

export interface ChecklistLine {
  material: string
  name: Name
  source: string
  necessity: string
  items: Coded[]
  state: string
  paper: PaperView | null
  others: PaperView[]
  drawing: boolean
  accepts: string[]
  explanationZh: string
  explanationEn: string
}

export interface Choice {
  code: string
  name: Words
}

export interface City {
  name: Name
  fictional: boolean
  demo: boolean
  catalogVersion: string
  districtCode: string
  today: string
  calendarAlarmZh: string | null
  calendarAlarmEn: string | null
  districts: Coded[]
  departments: Coded[]
  dictionaries: Record<string, Coded[]>
}

export interface ClockView {
  limit: Limit
  statutory: Limit | null
  started: string | null
  used: number
  left: number
  running: boolean
  paused: boolean
  overdue: boolean
  dueSoon: boolean
  due: string | null
  statutoryDue: string | null
  correctionDays: number
  specialDays: number
}

export interface CloseFindings {
  findings: number[]
  waived: boolean
  text: string
}

export interface Coded {
  code: string
  name: Name
}

export interface Condition {
  subject: string
  measure: string
  value: string | null
  unit: string
  direction: "at_least" | "at_most" | "exactly" | "required" | "forbidden" | "available"
  zone: string
  clause: string
  reason: string
}

export interface ConditionView {
  number: number
  caseId: number
  item: Coded
  department: Coded
  subject: string
  measure: string
  unit: string
  direction: string
  zone: string
  clause: string
  reason: string
  value: string | null
  by: string
  at: string
  status: string
}

export interface Confirm {
  password: string
}

export interface ConfirmReminderChannel {
  code: string
}

export interface ConflictView {
  number: number
  conditions: ConditionView[]
  kind: string
  certain: boolean
  open: boolean
  needed: string
  there: string
  unit: string
  foundAt: string
  lead: Coded | null
  upheld: number[]
  settledAt: string | null
  settledBy: string | null
  settlement: string | null
}

export interface ConsideredView {
  person: PersonName
  open: number
  out: string
  chosen: boolean
}

export interface CorrectionAnswer {
  number: number
  text: string
  value: string | null
  paper: number | null
}

export interface CorrectionLine {
  number: number
  kind: string
  target: string
  targetName: Name
  text: string
  basis: string
  answer: string | null
  paper: PaperView | null
}

export interface CorrectionRequest {
  kind: "field" | "material" | "drawing" | "other"
  target: string
  text: string
  basis: string
  finding: number | null
  late: Lateness | null
}

export interface CorrectionView {
  round: number
  askedAt: string
  askedBy: string
  answeredAt: string | null
  lines: CorrectionLine[]
  notice: number | null
}

export interface CounterView {
  code: string
  name: Name
  address: Name
  hours: Name
  phone: string
}

export interface CreateUser {
  username: string
  name: string
  phone: string
  department: string | null
  organisation: string | null
  organisationCode: string | null
  grants: GrantView[]
}

export interface DecisionView {
  outcome: string
  number: string
  title: string
  decidedOn: string
  by: string
  opinion: string
  validUntil: string | null
  deferrals: DeferralLine[]
  revokedAt: string | null
  revokedReason: string | null
}

export interface DeclareRecusal {
  creditCode: string | null
  projectCode: string | null
  reason: string
}

export interface Deferral {
  material: string
  due: string
}

export interface DeferralLine {
  material: string
  name: Name
  due: string
  suppliedAt: string | null
  paper: PaperView | null
}

export interface Definition {
  sections: Section[]
  rules: Rule[]
}

export interface DemoAccount {
  username: string
  password: string
  name: string
  roles: string[]
  department: Coded | null
  organisation: string | null
}

export interface DemoAccountList {
  items: DemoAccount[]
}

export interface DepartmentCard {
  department: Coded
  phone: string
  address: string
  contact: string
  post: Name
  contactPhone: string
  complaints: string
  counter: CounterView | null
}

export interface DepartmentList {
  items: DepartmentView[]
}

export interface DepartmentLoad {
  department: Coded
  open: number
  dueSoon: number
  overdue: number
  ended: number
  endedLate: number
  paused: number
  meanUsed: number
}

export interface DepartmentPart {
  card: DepartmentCard
  items: Coded[]
}

export interface DepartmentView {
  code: string
  name: Name
  phone: string
  address: string
  creditCode: string
  utility: boolean
  items: number
  people: number
  openCases: number
}

export interface DescribePaper {
  title: string
  sheet: string
  sheetTitle: string
}

export interface DeskView {
  leaves: LeaveView[]
  recusals: RecusalView[]
  colleagues: PersonName[]
  automatic: boolean
  canAssign: boolean
}

export interface DistrictSavings {
  district: string
  name: Name
  savings: SavingsView
}

export interface DocumentIssues {
  issues: FormIssue[]
}

export interface DraftView {
  project: number
  projectName: string
  stage: number
  stageName: Name
  offered: PlanItem[]
  items: string[]
  form: Definition
  values: Record<string, string>
  provenance: Record<string, Provenance>
  parts: FormPartView[]
  checklist: ChecklistLine[]
  papersNeeded: number
  papersSaved: number
  issues: FormIssue[]
  version: number
  savedAt: string | null
}

export interface FeeView {
  code: string
  name: Name
  rate: string | null
  measure: string
  basis: string
}

export interface FeedList {
  items: FeedView[]
}

export interface FeedView {
  id: number
  label: string
  madeAt: string
  usedAt: string | null
}

export interface Field {
  code: string
  label: Words
  help: Words
  kind: "text" | "long_text" | "number" | "date" | "choice" | "yes_no" | "phone" | "credit_code" | "identity_number"
  required: boolean
  requiredIf: string
  shownIf: string
  value: string
  least: string | null
  most: string | null
  decimals: number
  maxLength: number
  unit: string
  options: Choice[]
  readers: string[]
  filledFrom: string
  personal: boolean
}

export interface FieldView {
  code: string
  label: Name
  help: Name
  kind: string
  required: boolean
  least: string | null
  most: string | null
  maxLength: number
  unit: string
  group: string
  options: Coded[]
  readers: Coded[]
  filledFrom: string | null
  personal: boolean
}

export interface FileDocument {
  versions: FileVersion[]
  canChange: boolean
}

export interface FileDraft {
  version: number
}

export interface FileFolder {
  material: string
  name: Name
  stage: number
  source: string
  drawing: boolean
  accepts: string[]
  documents: FileDocument[]
}

export interface FileStage {
  number: number
  name: Name
}

export interface FileVersion {
  paper: PaperView
  by: string
  validity: ValidityView
  uses: PaperUse[]
  item: Coded | null
  caseId: number
  canRemove: boolean
}

export interface FindingAnswerView {
  text: string
  at: string
  paper: PaperView | null
  changed: boolean
}

export interface FindingPlace {
  kind: "field" | "material" | "drawing" | "other"
  target: string
  paper: number | null
  sheet: number | null
  region: SheetRegion | null
}

export interface FindingView {
  number: number
  caseId: number
  item: Coded
  department: Coded
  place: PlaceView
  demand: string
  clause: string
  example: string
  severity: string
  status: string
  notedAt: string
  notedBy: string
  lateReason: string | null
  lateExplanation: string | null
  rounds: number[]
  remark: string
  answers: FindingAnswerView[]
  closedAt: string | null
  closedBy: string | null
  waiver: string | null
}

export interface FlowCheck {
  sound: boolean
  publishable: boolean
  states: number
  findings: FlowFinding[]
}

export interface FlowDifference {
  files: FlowFileChange[]
}

export interface FlowEditionView {
  id: number
  version: string
  publishedAt: string
  publishedBy: string
  note: string
  inForce: boolean
  openApplications: number
}

export interface FlowElementChange {
  element: string
  name: string
  change: string
  what: Name[]
}

export interface FlowFileChange {
  file: string
  change: string
  elements: FlowElementChange[]
}

export interface FlowFileText {
  file: string
  xml: string
  drafted: boolean
  version: string
}

export interface FlowFileView {
  file: string
  name: string
  kind: string
  processes: string[]
  drafted: boolean
  draftedAt: string | null
  draftedBy: string | null
}

export interface FlowFinding {
  severity: string
  code: string
  file: string
  element: string
  line: number
  sentence: Name
  next: Name
  path: string[]
}

export interface FlowList {
  items: FlowSummary[]
}

export interface FlowLoad {
  flow: Coded
  running: number
  completed: number
}

export interface FlowMigrated {
  moved: number
  refused: number
}

export interface FlowMigration {
  total: number
  possible: number
  refused: number
  applications: FlowMigrationRow[]
}

export interface FlowMigrationAsked {
  from: string
  to: string
  application: number | null
}

export interface FlowMigrationRow {
  application: number
  number: string
  project: string
  possible: boolean
  proven: boolean
  done: string[]
  reasons: Name[]
  way: string[]
}

export interface FlowMigrationRun {
  from: string
  to: string
  reason: string
}

export interface FlowNodeTime {
  id: string
  name: string
  times: number
  meanMs: number
}

export interface FlowPublish {
  note: string
}

export interface FlowSimulate {
  process: string
  cases: number
  seed: number
  everyHours: number
}

export interface FlowSimulation {
  cases: number
  completed: number
  open: number
  failed: number
  meanMs: number
  p50Ms: number
  p90Ms: number
  maxMs: number
  nodes: FlowNodeTime[]
}

export interface FlowSummary {
  code: string
  name: Name
  nationalType: number
  officialTotal: number
  stages: PlanStage[]
}

export interface FlowText {
  xml: string
}

export interface FlowsView {
  version: string
  inForce: string
  editions: FlowEditionView[]
  files: FlowFileView[]
}

export interface FormExport {
  schema: unknown
  uiSchema: unknown
  document: unknown
}

export interface FormIssue {
  field: string
  code: string
  zh: string
  en: string
  warning: boolean
  pointer: string
}

export interface FormPartView {
  section: string
  person: number
  name: string
  organisation: string
  givenAt: string
  signedAt: string | null
  current: boolean
  mine: boolean
  digest: string
}

export interface GivePart {
  person: number
}

export interface GrantMandate {
  kind: "staff" | "agent"
  username: string | null
  creditCode: string | null
  powers: ("read" | "file" | "sign" | "manage")[]
  projects: number[]
  from: string
  until: string
}

export interface GrantView {
  role: string
  department: string | null
  district: string | null
  items: string[]
}

export interface Group {
  code: string
  label: Words
  help: Words
  shownIf: string
  least: number
  most: number
  fields: Field[]
  readers: string[]
  filledFrom: string
}

export interface GuideMaterial {
  code: string
  name: Name
  source: string
  necessity: string
  producedBy: Coded[]
  conditional: boolean
}

export interface GuideSheet {
  guide: ItemGuide
  scope: Name
  conditions: Name[]
  conditionBasis: string
  refusal: Name
  refusalBasis: string
  quantity: Name
  submission: Name
  delivery: Name
  papers: PaperGuide[]
  steps: GuideStep[]
  validMonths: number
  noFee: Name
  noFeeBasis: string
  card: DepartmentCard
  hotline: string
  rights: Name
  remedies: Name
  remediesBasis: string
}

export interface GuideStep {
  step: string
  name: string
  post: string
  sometimes: boolean
}

export interface HandInVersion {
  version: number
  at: string
  by: string
  reason: string
  intact: boolean
  changes: Change[]
  parts: SignedPartView[]
}

export interface HandInVersions {
  items: HandInVersion[]
}

export interface HandOver {
  user: number
  text: string
}

export interface HistoryLine {
  seq: number
  type: string
  title: Name
  at: string
  by: string
  department: Coded | null
  text: string
  basis: string
}

export interface HistoryList {
  items: HistoryLine[]
}

export interface IntentList {
  items: MeantIntent[]
}

export interface InvolvedView {
  card: DepartmentCard
  handler: string
  open: Coded[]
  ended: Coded[]
}

export interface IssueOrder {
  kind: "order" | "onsite" | "efficiency"
  department: string | null
  caseId: number | null
  finding: number | null
  text: string
  days: number
}

export interface ItemDays {
  item: Coded
  department: Coded
  statutory: Limit | null
  promised: Limit
  basis: string
  stage: number
}

export interface ItemFee {
  item: Coded
  fee: FeeView
}

export interface ItemGuide {
  item: ItemSummary
  basis: string
  nationalCode: string
  note: string
  result: Name
  handling: string
  commitment: boolean
  deferral: boolean
  phone: string
  address: string
  specialProcedures: Coded[]
  after: Coded[][]
  materials: GuideMaterial[]
  fees: FeeView[]
  flows: Coded[]
}

export interface ItemList {
  items: ItemSummary[]
}

export interface ItemSummary {
  code: string
  name: Name
  stage: number
  nature: string
  department: Coded
  statutory: Limit | null
  promised: Limit
}

export interface JointView {
  application: number
  project: number
  version: number
  number: string
  projectName: string
  stage: number
  lead: Coded | null
  reviewers: ReviewerView[]
  findings: FindingView[]
  notices: NoticeView[]
  conditions: ConditionView[]
  conflicts: ConflictView[]
  fields: FieldView[]
  values: Record<string, string>
  canIssue: boolean
  canSettle: boolean
  canAnswer: boolean
}

export interface JudgeFinding {
  judgement: "confirmed" | "dismissed"
  note: string
}

export interface LateCountView {
  department: Coded
  count: number
}

export interface LateFindingPage {
  items: LateFindingRow[]
  next: string | null
  departments: LateCountView[]
}

export interface LateFindingRow {
  application: number
  project: number
  caseId: number
  number: number
  department: Coded
  item: Coded
  projectName: string
  notedAt: string
  reason: string
}

export interface Lateness {
  reason: "overlooked" | "law_changed" | "new_information" | "follows_from_change"
  explanation: string
}

export interface LeaveView {
  id: number
  person: PersonName
  substitute: PersonName | null
  from: string
  until: string
  now: boolean
  canEnd: boolean
}

export interface LedgerOpening {
  salt: string
  content: string
}

export interface LedgerProofView {
  event: number
  entry: string
  proof: string
  quorumMet: boolean
  opening: LedgerOpening | null
}

export interface LedgerView {
  kept: boolean
  origin: string
  events: number
  size: number
  witnessed: number
  root: string
  at: string | null
  trouble: Trouble | null
  witnesses: LedgerWitness[]
  policy: string
}

export interface LedgerWitness {
  name: string
  size: number
  at: string | null
  inQuorum: boolean
  trouble: Trouble | null
  failures: number
  nextAt: string | null
}

export interface Limit {
  amount: number
  unit: string
}

export interface LiveDiagram {
  process: string
  name: string
  xml: string
  caseId: number | null
  item: Coded | null
  elements: LiveElement[]
}

export interface LiveElement {
  id: string
  name: string
  state: string
  times: number
  step: string | null
  person: string | null
  since: string | null
  due: string | null
  who: Name | null
  caseId: number | null
}

export interface LiveFlow {
  version: string
  diagrams: LiveDiagram[]
}

export interface MadeFeed {
  feed: FeedView
  path: string
}

export interface MandatePage {
  items: MandateView[]
  next: string | null
}

export interface MandateView {
  id: number
  organisation: OrganisationCard
  kind: "staff" | "agent"
  person: PersonName | null
  holder: OrganisationCard | null
  powers: ("read" | "file" | "sign" | "manage")[]
  projects: PersonName[]
  from: string
  until: string | null
  status: "invited" | "future" | "in_force" | "expired" | "declined" | "revoked"
  grantedBy: PersonName | null
  grantedAt: string | null
  answeredAt: string | null
  endedAt: string | null
  canAnswer: boolean
  canRevoke: boolean
}

export interface MapPoint {
  project: number
  name: string
  longitude: number
  latitude: number
  stage: number
  status: string
  district: string
  flow: string
  overdueCases: number
}

export interface MapView {
  points: MapPoint[]
}

export interface MaterialList {
  items: MaterialUse[]
}

export interface MaterialUse {
  material: Coded
  source: string
  producedBy: Coded[]
  items: Coded[]
}

export interface MaterialView {
  material: string
  name: Name
  state: string
  paper: PaperView | null
  items: Coded[]
  others: PaperView[]
}

export interface Me {
  id: number
  username: string
  name: string
  roles: string[]
  permissions: string[]
  department: Coded | null
  organisation: string | null
  csrfToken: string
  mustChangePassword: boolean
  demo: boolean
  phone: string
}

export interface Meant {
  intents: MeantIntent[]
  guessed: boolean
  answers: MeantAnswer[]
  items: MeantItem[]
  materials: Coded[]
}

export interface MeantAnswer {
  question: Coded
  answer: string
  answerName: Name
  word: string
}

export interface MeantIntent {
  code: string
  name: Name
  hint: Name
  words: string[]
  answers: MeantAnswer[]
}

export interface MeantItem {
  item: ItemSummary
  word: string
}

export interface MemberView {
  organisation: OrganisationCard
  person: PersonName | null
  role: "lead" | "designer" | "engineer" | "contractor" | "agent" | "reader" | "former"
  since: string
}

export interface MembersView {
  items: MemberView[]
  ownerChange: OwnerChangeView | null
  canManage: boolean
  canTransfer: boolean
}

export interface MessagePage {
  items: MessageView[]
  next: string | null
  unread: number
  toDo: number
  toKnow: number
}

export interface MessageView {
  id: number
  at: string
  title: Name
  text: Name
  kind: string
  project: number | null
  application: number | null
  caseId: number | null
  read: boolean
  department: Coded | null
  stage: number | null
  settledAt: string | null
  type: string
}

export interface MonthLoad {
  month: string
  filed: number
  ended: number
  endedLate: number
}

export interface MonthSavings {
  month: string
  savings: SavingsView
}

export interface MoveCase {
  to: "handling" | "review" | "approval"
  reason: string
}

export interface Name {
  zh: string
  en: string
}

export interface NewFeed {
  label: string
}

export interface Note {
  text: string
}

export interface NoteFinding {
  place: FindingPlace
  demand: string
  clause: string
  example: string
  severity: "grave" | "ordinary" | "advice"
  late: Lateness | null
}

export interface NoticeAnswer {
  line: number
  text: string
  value: string | null
  paper: number | null
}

export interface NoticeLineView {
  number: number
  place: PlaceView
  demand: string
  example: string
  severity: string
  remark: string
  clauses: string[]
  departments: Coded[]
  findings: number[]
  waived: boolean
  answer: FindingAnswerView | null
}

export interface NoticeView {
  round: number
  number: string
  issuedAt: string
  issuedBy: string
  byRule: boolean
  answeredAt: string | null
  lines: NoticeLineView[]
  items: Coded[]
}

export interface NowView {
  caseId: number
  item: Coded
  status: string
  turn: TurnView
  statutoryDue: string | null
  basis: string
  overdue: boolean
}

export interface OneTimePassword {
  user: number
  username: string
  password: string
}

export interface OpenConflictPage {
  items: OpenConflictRow[]
  next: string | null
}

export interface OpenConflictRow {
  application: number
  project: number
  number: number
  projectName: string
  foundAt: string
  certain: boolean
}

export interface OpenTaskView {
  token: number
  name: string
  department: Coded
  post: string
  outcomes: string[]
  since: string
  due: string | null
  mine: boolean
}

export interface OpinionView {
  desk: string
  outcome: string
  text: string
  by: string
  at: string
  department: Coded | null
  task: string | null
}

export interface OrderPage {
  items: OrderView[]
  next: string | null
}

export interface OrderReturn {
  text: string
  days: number
}

export interface OrderText {
  text: string
}

export interface OrderView {
  id: number
  number: string
  kind: string
  state: string
  department: Coded
  caseId: number | null
  finding: number | null
  caseNumber: string | null
  projectName: string | null
  text: string
  issuedBy: string
  issuedAt: string
  due: string
  overdue: boolean
  left: number
  answer: string | null
  answeredBy: string | null
  answeredAt: string | null
  conclusion: string | null
  closedBy: string | null
  closedAt: string | null
  rounds: number
  mayAnswer: boolean
  mayClose: boolean
}

export interface OrganisationCard {
  id: number
  name: string
  creditCode: string
}

export interface OrganisationPage {
  items: OrganisationRow[]
  next: string | null
}

export interface OrganisationRow {
  organisation: OrganisationCard
  people: number
  agents: number
  projects: number
}

export interface Overview {
  projectsRunning: number
  projectsCompleted: number
  casesOpen: number
  casesEnded: number
  overdue: number
  dueSoon: number
  paused: number
  waitingForApplicant: number
  shareInTime: number
  paperReuse: number
  investment: string
  stages: StageLoad[]
  departments: DepartmentLoad[]
  months: MonthLoad[]
  flows: FlowLoad[]
}

export interface OwnerChangeList {
  items: OwnerChangeView[]
}

export interface OwnerChangeView {
  project: number
  projectName: string
  projectCode: string
  from: OrganisationCard
  to: OrganisationCard
  reason: string
  papers: PersonName[]
  department: Coded
  askedAt: string
  consentedAt: string | null
  actions: string[]
}

export interface PaperGuide {
  material: Coded
  source: string
  necessity: string
  conditional: boolean
  producedBy: Coded[]
  issuer: Name
  why: Name
  basis: string
  copies: Name
  blank: boolean
  items: Coded[]
}

export interface PaperUse {
  application: number
  caseId: number
  number: string
  stage: number
  why: string
}

export interface PaperView {
  id: number
  material: string
  materialName: Name
  title: string
  mediaType: string
  sha256: string
  size: number
  version: number
  at: string
  source: string
  number: string | null
  validUntil: string | null
  valid: boolean
  sheet: string | null
  sheetTitle: string | null
}

export interface PartyTime {
  party: string
  department: Coded | null
  seconds: number
}

export interface PersonName {
  id: number
  name: string
}

export interface PersonalData {
  values: Record<string, string>
  contact: string
  contactPhone: string
}

export interface PlaceView {
  kind: string
  target: string
  name: Name
  paper: PaperView | null
  sheet: number | null
  region: SheetRegion | null
}

export interface PlanItem {
  code: string
  name: Name
  department: Coded
  days: number
  counts: boolean
  critical: boolean
  optional: boolean
  start: number
  finish: number
  after: string[]
  materials: GuideMaterial[]
  commitment: boolean
  fees: FeeView[]
}

export interface PlanSheet {
  days: ItemDays[]
  papers: PaperGuide[]
  fees: ItemFee[]
  noFee: Name
  noFeeBasis: string
  departments: DepartmentPart[]
  counters: CounterView[]
  submission: Name
  hotline: string
}

export interface PlanStage {
  number: number
  name: Name
  lead: Coded | null
  limit: number
  items: PlanItem[]
}

export interface PlanView {
  flow: Coded
  officialTotal: number
  longestPath: number
  criticalPath: string[]
  papersNeeded: number
  papersHandedIn: number
  stages: PlanStage[]
  spared: Coded[]
  rulesVersion: string
}

export interface Preview {
  answers: Record<string, string>
}

export interface Progress {
  since: string
  until: string | null
  elapsed: number
  parties: PartyTime[]
  stretches: StretchView[]
  now: NowView[]
  departments: InvolvedView[]
  hotline: string
}

export interface ProjectFileView {
  project: number
  projectName: string
  projectCode: string
  stages: FileStage[]
  folders: FileFolder[]
  savings: SavingsView
  canUpload: boolean
  scanned: boolean
  version: number
}

export interface ProjectPage {
  items: ProjectRow[]
  next: string | null
}

export interface ProjectPeople {
  items: Coded[]
}

export interface ProjectRow {
  id: number
  code: string
  name: string
  organisation: string
  flow: Coded
  district: Coded
  stage: number
  status: string
  openCases: number
  endedCases: number
  overdueCases: number
  waitingForApplicant: number
  investment: string
  registeredAt: string
  longitude: number | null
  latitude: number | null
}

export interface ProjectView {
  row: ProjectRow
  location: string
  scale: string
  landArea: string
  floorArea: string
  plannedStart: string | null
  plannedFinish: string | null
  contact: string
  contactPhone: string
  answers: Record<string, string>
  buildings: BuildingView[]
  officialTotal: number
  longestPath: number
  used: number
  criticalPath: string[]
  stages: StageView[]
  papers: PaperView[]
  results: ResultView[]
  papersNeeded: number
  papersSaved: number
  timeByParty: PartyTime[]
  version: number
}

export interface Propose {
  outcome: "approve" | "approve_with_deferral" | "reject"
  text: string
  deferrals: Deferral[]
}

export interface Provenance {
  origin: string
  item: Coded | null
  known: string
  verified: boolean
}

export interface QuestionList {
  items: QuestionView[]
}

export interface QuestionView {
  code: string
  term: Name
  text: Name
  help: Name
  kind: string
  options: Coded[]
  unit: string
  required: boolean
}

export interface RadarCase {
  id: number
  number: string
}

export interface RadarFinding {
  id: number
  caseId: number
  pattern: string
  number: string
  projectName: string
  at: string
  person: string
  item: Coded
  department: Coded
  facts: Record<string, string>
  cases: RadarCase[]
  judgement: string
  note: string
  judgedBy: string | null
  judgedAt: string | null
}

export interface RadarPage {
  items: RadarFinding[]
  patterns: RadarPattern[]
  thresholds: Record<string, number>
  next: string | null
}

export interface RadarPattern {
  pattern: string
  open: number
  confirmed: number
  dismissed: number
}

export interface Reason {
  reason: string
}

export interface Receipt {
  project: number
  application: number
  caseId: number | null
  version: number
  seq: number
  number: string | null
}

export interface RecusalView {
  id: number
  organisation: OrganisationCard | null
  project: PersonName | null
  declaredAt: string
}

export interface Refuse {
  notOurs: boolean
  text: string
  basis: string
}

export interface RegisterProject {
  code: string | null
  name: string
  district: string
  location: string
  scale: string
  longitude: number | null
  latitude: number | null
  answers: Record<string, string>
  investment: string
  landArea: string
  floorArea: string
  plannedStart: string | null
  plannedFinish: string | null
  buildings: BuildingView[]
  contact: string
  contactPhone: string
}

export interface ReminderChannelState {
  channel: string
  provider: string
  host: string
  configured: boolean
  lastDay: Record<string, number>
  lastAccepted: string | null
  lastProblem: string | null
}

export interface ReminderChannelView {
  channel: string
  configured: boolean
  enabled: boolean
  address: string | null
  pending: string | null
}

export interface ReminderChannels {
  channels: ReminderChannelState[]
  settings: ReminderSetting[]
}

export interface ReminderDelivery {
  id: number
  caseId: number
  kind: string
  kindName: Name
  channel: string
  state: string
  person: string
  number: string
  provider: string
  problem: string
  attempts: number
  digest: boolean
  at: string
  changedAt: string
  nextAt: string | null
}

export interface ReminderDeliveryPage {
  items: ReminderDelivery[]
  next: string | null
}

export interface ReminderPage {
  items: ReminderView[]
  unread: number
  next: string | null
}

export interface ReminderPlaceholder {
  name: string
  meaning: Name
}

export interface ReminderSetting {
  name: string
  value: string
}

export interface ReminderSettings {
  language: string
  quietFrom: string | null
  quietTo: string | null
  digest: string | null
  channels: ReminderChannelView[]
  pushKey: string | null
}

export interface ReminderTemplate {
  kind: string
  name: Name
  from: string
  step: string
  to: string[]
  channels: string[]
  holds: string[]
  urgent: boolean
  title: Name
  body: Name
  sms: Name
  aliyun: string
  wechat: string
}

export interface ReminderTemplates {
  items: ReminderTemplate[]
  placeholders: ReminderPlaceholder[]
}

export interface ReminderView {
  id: number
  at: string
  kind: string
  kindName: Name
  title: Name
  body: Name
  link: string
  read: boolean
  stands: boolean
}

export interface RemindersRead {
  id: number | null
}

export interface RemoveMember {
  organisation: number
  person: number
}

export interface RepeatFinding {
  finding: number
  text: string
}

export interface ResultPage {
  items: ResultView[]
  next: string | null
}

export interface ResultView {
  caseId: number
  item: Coded
  department: Coded
  number: string
  title: string
  decidedOn: string
  validUntil: string | null
  revoked: boolean
  withDeferral: boolean
  project: number | null
  projectName: string | null
}

export interface Review {
  agree: boolean
  text: string
}

export interface ReviewerView {
  caseId: number
  item: Coded
  department: Coded
  status: string
  desk: string
  review: string
  due: string | null
  findings: number
  openFindings: number
  lateFindings: number
  conditions: number
  canNote: boolean
  canHandIn: boolean
  canState: boolean
}

export interface Revoke {
  text: string
  basis: string
}

export interface Rule {
  code: string
  group: string
  check: string
  about: string[]
  words: Words
  warning: boolean
}

export interface RuleChange {
  kind: string
  item: Coded | null
  material: Coded | null
  before: Name
  after: Name
}

export interface RuleCheck {
  sound: boolean
  version: string
  findings: RuleFinding[]
}

export interface RuleEditionView {
  id: number
  version: string
  from: string
  publishedAt: string
  publishedBy: string
  note: string
  inForce: boolean
}

export interface RuleExample {
  name: string
  value: string
}

export interface RuleFact {
  name: Name
  kind: string
  answers: Name[]
}

export interface RuleFacts {
  items: RuleFact[]
}

export interface RuleFinding {
  severity: string
  code: string
  file: string
  line: number
  decision: string
  sentence: Name
  next: Name
  example: RuleExample[]
}

export interface RuleModelText {
  file: string
  xml: string
  drafted: boolean
  version: string
}

export interface RuleModelView {
  file: string
  name: string
  decisions: string[]
  drafted: boolean
  draftedAt: string | null
  draftedBy: string | null
}

export interface RulePublish {
  from: string
  note: string
}

export interface RuleRollback {
  edition: number
  note: string
}

export interface RuleText {
  xml: string
}

export interface RuleTried {
  plan: PlanView
  changes: RuleChange[]
  fired: WhyReason[]
}

export interface RuleTry {
  answers: Record<string, string>
}

export interface RulesView {
  version: string
  inForce: string
  today: string
  editions: RuleEditionView[]
  models: RuleModelView[]
}

export interface SaveDraft {
  items: string[]
  values: Record<string, string>
  papers: Record<string, number>
  version: number
}

export interface SavingsReport {
  total: SavingsView
  districts: DistrictSavings[]
  months: MonthSavings[]
}

export interface SavingsView {
  handIns: number
  needed: number
  saved: number
  reused: number
  bySystem: number
  later: number
  shared: number
  rate: number
}

export interface Section {
  code: string
  label: Words
  fields: Field[]
  groups: Group[]
}

export interface SetAutomatic {
  automatic: boolean
}

export interface SetLeave {
  person: number | null
  substitute: number | null
  from: string
  until: string
}

export interface SetMember {
  creditCode: string
  username: string | null
  role: "lead" | "designer" | "engineer" | "contractor" | "agent" | "reader" | "former"
}

export interface SettleConflict {
  upheld: number[]
  text: string
}

export interface ShadowAsked {
  version: string | null
}

export interface ShadowProject {
  id: number
  code: string
  name: string
  open: boolean
  changes: RuleChange[]
  undecided: Name | null
}

export interface ShadowView {
  version: string
  projects: number
  open: number
  changed: number
  seconds: number
  items: ShadowProject[]
}

export interface SheetRegion {
  x: number
  y: number
  width: number
  height: number
}

export interface SignIn {
  username: string
  password: string
  code: string | null
}

export interface SignPart {
  digest: string
}

export interface SignedPartView {
  section: string
  label: Name
  name: string
  signedAt: string
}

export interface SpecialLimit {
  amount: number
  unit: "working_day" | "calendar_day"
}

export interface SpecialView {
  procedure: Coded
  basis: string
  note: string
  limit: Limit
  startedAt: string
  endedAt: string | null
}

export interface StageLoad {
  number: number
  name: Name
  projects: number
  openCases: number
  meanUsed: number
  meanLimit: number
}

export interface StageView {
  number: number
  name: Name
  lead: Coded | null
  limit: number
  status: string
  lockedBy: string
  lockedByEn: string
  used: number
  overdue: boolean
  startedAt: string | null
  concludedAt: string | null
  items: PlanItem[]
  cases: CaseRow[]
  applications: number[]
  canFile: boolean
}

export interface Standing {
  ways: WayToAct[]
  standsInFor: PersonName[]
  confirmed: boolean
}

export interface StartSpecial {
  procedure: string
  basis: string
  note: string
  limit: SpecialLimit
}

export interface StateConditions {
  conditions: Condition[]
}

export interface StretchView {
  party: string
  department: Coded | null
  since: string
  until: string | null
  seconds: number
  reason: string
  basis: string
  item: Coded | null
  caseId: number | null
}

export interface SupplyDeferred {
  material: string
  paper: number
}

export interface TaskLine {
  application: number
  caseId: number
  project: number
  token: number
  number: string
  projectName: string
  name: string
  item: Coded
  from: Coded
  post: string
  since: string
  due: string | null
}

export interface TaskLines {
  items: TaskLine[]
  next: string | null
}

export interface TestReminderChannel {
  address: string
}

export interface Trouble {
  code: string
  zh: string
  en: string
  nextZh: string
  nextEn: string
}

export interface TurnView {
  party: string
  department: Coded | null
  person: string | null
  phone: string | null
  since: string | null
  until: string | null
  reason: string
}

export interface UploadView {
  id: string
  name: string
  mediaType: string
  sha256: string
  sm3: string
  size: number
}

export interface UserPage {
  items: UserView[]
  next: string | null
}

export interface UserView {
  id: number
  username: string
  name: string
  phone: string
  department: Coded | null
  organisation: string | null
  organisationCode: string | null
  grants: GrantView[]
  enabled: boolean
  locked: boolean
  lastSignIn: string | null
  version: string
}

export interface ValidityView {
  standing: string
  status: boolean
  dates: boolean
  scope: boolean
  daysLeft: number | null
  validFrom: string | null
}

export interface WaitView {
  party: string
  department: Coded | null
  since: string
  until: string | null
  reason: string
  basis: string
  seconds: number
}

export interface WarningMark {
  id: number
  caseId: number
  number: string
  at: string
  due: string
  projectName: string
  status: string
  handler: string
  item: Coded
  department: Coded
  step: WarningStep
  phase: number
  open: boolean
}

export interface WarningMarkPage {
  items: WarningMark[]
  steps: WarningStep[]
  next: string | null
}

export interface WarningStep {
  code: string
  name: Name
  colour: string
  left: number
}

export interface WayToAct {
  mandate: number
  via: number
  organisation: OrganisationCard
  agent: OrganisationCard | null
  kind: "staff" | "agent"
  powers: ("read" | "file" | "sign" | "manage")[]
  projects: number
  until: string | null
  current: boolean
}

export interface WhyAsked {
  answers: Record<string, string>
  flow: string | null
  item: string | null
  material: string | null
}

export interface WhyCondition {
  fact: Name
  wanted: Name
  actual: Name
  met: boolean
}

export interface WhyNote {
  heading: string
  text: string
}

export interface WhyPart {
  applies: boolean
  sentence: Name
  rules: WhyRule[]
}

export interface WhyReason {
  decision: string
  about: string
  rules: number[]
}

export interface WhyRule {
  decision: string
  rule: number
  held: boolean
  conditions: WhyCondition[]
  notes: WhyNote[]
}

export interface WhyView {
  rulesVersion: string
  answer: WhyPart
  handled: WhyPart[]
  kept: WhyReason[]
}

export interface Withdraw {
  text: string
}

export interface Words {
  zh: string
  en: string
}

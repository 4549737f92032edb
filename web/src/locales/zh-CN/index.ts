import app from './app.json'
import ui from './ui.json'
import guide from './guide.json'
import apply from './apply.json'
import cases from './cases.json'
import supervise from './supervise.json'
import admin from './admin.json'
import audit from './audit.json'
import rules from './rules.json'
import flows from './flows.json'

export default { app, ui, guide, apply, cases, supervise, admin, audit, rules, flows }

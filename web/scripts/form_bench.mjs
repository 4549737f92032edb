// How long a keystroke takes on a form page with 300 fields, from the key to the paint after it.
//   node scripts/form_bench.mjs http://127.0.0.1:8080 [fields]
// The real page of a demo city; the server's form is widened on its way to the browser, with a condition, a computed value
// and a rule for every ten fields. Prints median, 95th percentile and the longest.

import { chromium } from '@playwright/test'

const [origin, wanted = '300'] = process.argv.slice(2)
const strokes = 200

/** Copies of the form's own fields, until there are enough. */
function widen(view) {
  const count = () => view.form.sections.reduce((sum, { fields }) => sum + fields.length, 0)
  const originals = view.form.sections.flatMap(({ fields }) => fields.slice())
  const home = view.form.sections[0]
  for (let n = 0; count() < Number(wanted); n++) {
    const field = { ...originals[n % originals.length], code: `more_${n}`, shownIf: '', requiredIf: '', value: '', filledFrom: '' }
    if (n % 10 === 0) Object.assign(field, { kind: 'number', options: [], least: null, most: null })
    if (n % 10 === 1) field.shownIf = `more_${n - 1} > 0 or more_${n - 1} = null`
    if (n % 10 === 2) Object.assign(field, { kind: 'number', options: [], value: `more_${n - 2} * 2 + 0.1` })
    if (n % 10 === 2) view.form.rules.push({ code: `rule_${n}`, group: '', check: `more_${n} >= more_${n - 2}`, about: [field.code], words: { zh: '试验', en: 'Trial' }, warning: false })
    home.fields.push(field)
  }
  return view
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell' })
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
await page.goto(origin)
const project = await page.evaluate(async () => {
  const me = await (await fetch('/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'owner01', password: 'Zhupi-demo-2026', code: null }) })).json()
  if (!me.csrfToken) throw new Error(JSON.stringify(me))
  const { items } = await (await fetch('/api/v1/projects')).json()
  for (const { id } of items)
    for (let stage = 1; stage < 5; stage++) {
      const draft = await fetch(`/api/v1/projects/${id}/stages/${stage}/draft`)
      if (draft.ok && (await draft.json()).items.length) return { id, stage }
    }
  return null
})
if (!project) throw new Error('no project with a stage to file')
await page.route('**/draft', async (route) => {
  const response = await route.fetch()
  await route.fulfill({ response, json: widen(await response.json()) })
})
await page.goto(`${origin}/projects/${project.id}/stages/${project.stage}?step=form`)
const field = page.locator('[id="control-more_0"]')
await field.waitFor()
await page.evaluate(() => {
  window.times = []
  document.addEventListener('keydown', (event) => {
    const from = event.timeStamp
    // The first task after the frame that the key has led to.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => window.times.push(performance.now() - from)
      port2.postMessage(null)
    })
  }, { capture: true })
})
await field.click()
for (let n = 0; n < strokes; n++) {
  await page.keyboard.press(n % 8 === 7 ? 'Backspace' : String(n % 10))
  if (n % 8 === 7) await field.fill('')
  await page.waitForTimeout(40)
}
const times = (await page.evaluate(() => window.times)).sort((a, b) => a - b)
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1)
const fields = await page.locator('[id^="control-"], fieldset.field').count()
console.log(`${fields} fields on the page, ${times.length} keystrokes: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms`)
await browser.close()

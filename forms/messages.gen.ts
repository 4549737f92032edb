// Generated from lists/errors/catalog.json and forms.json by scripts/generate_lists.py --write. Do not edit.

export const messages = {
  "field.required": { zh: "请填写{labelZh}", en: "{label} is required" },
  "field.length": { zh: "{labelZh}不能超过 {most} 个字", en: "{label} may have at most {most} characters" },
  "field.text": { zh: "{labelZh}含有无法显示的字符", en: "{label} holds characters that cannot be shown" },
  "field.number": { zh: "{labelZh}应为数值，最多四位小数", en: "{label} must be a number with at most four decimals" },
  "field.least": { zh: "{labelZh}不能小于 {least}", en: "{label} must be at least {least}" },
  "field.most": { zh: "{labelZh}不能大于 {most}", en: "{label} must be at most {most}" },
  "field.date": { zh: "{labelZh}应为日期，例如 2026-11-24", en: "{label} must be a date such as 2026-11-24" },
  "field.choice": { zh: "{labelZh}没有这个选项", en: "{label} has no such option" },
  "field.yes_no": { zh: "{labelZh}应为“是”或“否”", en: "{label} must be yes or no" },
  "field.phone": { zh: "{labelZh}不是有效的电话号码", en: "{label} is not a telephone number" },
  "field.credit_code": { zh: "{labelZh}不是有效的统一社会信用代码", en: "{label} is not a valid credit code" },
  "field.identity_number": { zh: "{labelZh}不是有效的公民身份号码", en: "{label} is not a valid identity number" },
  "field.unknown": { zh: "本阶段表单没有“{field}”这一项", en: "The form of this stage has no field '{field}'" },
  "field.decimals": { zh: "{labelZh}最多保留 {decimals} 位小数", en: "{label} may have at most {decimals} decimals" },
  "field.rows_least": { zh: "{labelZh}至少填写 {least} 行", en: "{label} needs at least {least} rows" },
  "field.rows_most": { zh: "{labelZh}最多填写 {most} 行", en: "{label} may have at most {most} rows" },
  "field.rule": { zh: "{textZh}", en: "{text}" },
} as const

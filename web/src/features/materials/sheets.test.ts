import { describe, expect, it } from 'vitest'
import { endingOf, guessMaterial, guessSheet } from './sheets'

describe('a sheet in a file name', () => {
  it.each([
    ['建施-01 首层平面图.dwg', '建施-01', '首层平面图'],
    ['建施—02_二层平面图.pdf', '建施-02', '二层平面图'],
    ['总施01首层平面图.pdf', '总施01', '首层平面图'],
    ['结施-12A 基础平面图.dwg', '结施-12A', '基础平面图'],
    ['A-101_一层平面图.dwg', 'A-101', '一层平面图'],
    ['S101.dwg', 'S101', ''],
  ])('%s', (name, sheet, sheetTitle) => expect(guessSheet(name)).toEqual({ sheet, sheetTitle }))

  it('is not guessed where there is none', () => {
    for (const name of ['首层平面图.dwg', '营业执照.pdf', '2026-11-26 会议纪要.pdf', 'README.txt', 'final.pdf']) expect(guessSheet(name)).toBeNull()
  })
})

describe('the material of a path', () => {
  const folder = (material: string, zh: string, source = 'applicant') => ({ material, name: { zh, en: zh }, accepts: [], source })
  const folders = [folder('M12', '总平面图及设计方案'), folder('M16', '施工图设计文件（数字化）'), folder('M02', '营业执照或主体资格证明'), folder('M13', '设计方案审定意见', 'result')]

  it('is named by its code, or by its name, of the nearest folder first', () => {
    expect(guessMaterial('全部/M16 图/建施-01.dwg', folders)).toBe('M16')
    expect(guessMaterial('施工图设计文件/建施-01.dwg', folders)).toBe('M16')
    expect(guessMaterial('材料/营业执照.pdf', folders)).toBe('M02')
    expect(guessMaterial('M16/总平面图/总施01.dwg', folders)).toBe('M16')
  })
  it('is left to the applicant when nothing names it, and never a result', () => {
    expect(guessMaterial('下载/a.pdf', folders)).toBeNull()
    expect(guessMaterial('图纸/方案.pdf', folders)).toBeNull()
    expect(guessMaterial('设计方案审定意见/a.pdf', folders)).not.toBe('M13')
    expect(guessMaterial('M99/a.pdf', folders)).toBeNull()
  })
})

it('an ending is read in any case, and only at the end', () => {
  expect(endingOf('a.DWG')).toBe('dwg')
  expect(endingOf('no ending')).toBe('')
  expect(endingOf('a.tar.gz')).toBe('gz')
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folderNameOf } from '../../../src/renderer/ui/welcome/folderNameOf.ts'

describe('folder name of a project', () => {
  it('reads like the name', () => {
    expect(folderNameOf('  Faces of 2026 ')).toBe('faces-of-2026')
    expect(folderNameOf('Ärzte: Köpfe/Gesichter?')).toBe('ärzte-köpfegesichter')
  })

  it('is empty where nothing is left', () => {
    expect(folderNameOf(' .. ')).toBe('')
    expect(folderNameOf('///')).toBe('')
  })

  it('never leaves its folder or breaks a system’s rules, for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const folder = folderNameOf(name)
        expect(folder).not.toMatch(/[<>:"/\\|?*]/)
        expect(folder).not.toMatch(/^\.|\.$/)
        expect(folder.length).toBeLessThanOrEqual(80)
      }),
      { seed: 99 },
    )
  })
})

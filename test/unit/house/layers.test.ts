import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')

const forbidden: readonly (readonly [file: string, imported: string])[] = [
  ['src/core/model/mesh.ts', '../geometry/bvh.ts'],
  ['src/core/geometry/bvh.ts', 'node:fs'],
  ['src/core/geometry/bvh.ts', 'three'],
  ['src/core/geometry/bvh.ts', '../flame/model.ts'],
  ['src/core/geometry/bvh.ts', '../contract/contract.ts'],
  ['src/core/kernels/pointTree.ts', '../geometry/bvh.ts'],
  ['src/core/model/mesh.ts', '../kernels/pointTree.ts'],
  ['src/core/formats/obj.ts', '../datasets/index.ts'],
  ['src/core/flame/model.ts', '../synth/capture.ts'],
  ['src/core/masks/stroke.ts', 'sharp'],
  ['src/main/services/index.ts', 'electron'],
  ['src/main/services/index.ts', '../hosts/http.ts'],
  ['src/main/catalogue/open.ts', '../services/index.ts'],
  ['src/main/cli.ts', 'electron'],
  ['src/preload/index.ts', 'node:fs'],
  ['src/preload/index.ts', '../main/services/index.ts'],
  ['src/renderer/ui/panel.tsx', 'three'],
  ['src/renderer/ui/panel.tsx', 'better-sqlite3'],
  ['src/renderer/viewport/viewport3d.tsx', '../ui/panel.tsx'],
]

const allowed: readonly (readonly [file: string, imported: string])[] = [
  ['src/core/geometry/bvh.ts', '../model/mesh.ts'],
  ['src/core/flame/model.ts', '../formats/npy.ts'],
  ['src/main/index.ts', 'electron'],
  ['src/main/hosts/electron.ts', 'electron'],
  ['src/renderer/viewport/viewport3d.tsx', 'three'],
]

const house = realpathSync(mkdtempSync(join(tmpdir(), 'cameo-layers-')))
afterAll(() => rmSync(house, { recursive: true, force: true }))

/** What the linter refuses, as `file imports module`, in a copy of the house that has the same rules. */
const findRefused = (): ReadonlySet<string> => {
  copyFileSync(join(root, 'biome.json'), join(house, 'biome.json'))
  const importsOf = new Map<string, string[]>()
  for (const [file, imported] of [...forbidden, ...allowed]) {
    importsOf.set(file, [...(importsOf.get(file) ?? []), imported])
  }
  for (const [file, imports] of importsOf) {
    mkdirSync(dirname(join(house, file)), { recursive: true })
    writeFileSync(join(house, file), imports.map((imported) => `import ${JSON.stringify(imported)}\n`).join(''))
  }
  const { stdout } = spawnSync(
    process.execPath,
    [biome, 'lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', 'src'],
    { cwd: house, encoding: 'utf8' },
  )
  const found = stdout.matchAll(/noRestrictedImports[^\n]*?file=([^,]+),line=(\d+)/g)
  return new Set(
    [...found].map(
      ([, file, line]) =>
        `${relative(house, file)} imports ${importsOf.get(relative(house, file))?.[Number(line) - 1]}`,
    ),
  )
}

describe('who imports whom', () => {
  const refused = findRefused()
  test.each(forbidden)('%s may not import %s', (file, imported) => {
    expect(refused).toContain(`${file} imports ${imported}`)
  })
  test.each(allowed)('%s may import %s', (file, imported) => {
    expect(refused).not.toContain(`${file} imports ${imported}`)
  })
})

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manifestFileName, readManifest, sceneIdOf, verifyListing, writeManifest } from '#core/datasets/index.ts'
import { bytesOf, refusalOf } from '../formats/soundMesh.ts'
import { listingOf } from './sampleHead.ts'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const exported = (files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> => {
  const rows = [...files].map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: sha256(bytes) }))
  return new Map([
    ...files,
    [manifestFileName, writeManifest({ layout: 'h3ds', toolVersion: '1.0', files: rows }, sha256)],
  ])
}

const sample = new Map([
  ['b/two.bin', Uint8Array.of(1, 2, 3)],
  ['a.txt', bytesOf('one')],
  ['b/empty', new Uint8Array(0)],
])
const verify = (files: ReadonlyMap<string, Uint8Array>) => verifyListing(listingOf(files), sha256)

describe('a manifest', () => {
  it('lists files sorted by path, the same bytes whatever the order', () => {
    const bytes = exported(sample).get(manifestFileName) as Uint8Array
    expect(exported(new Map([...sample].reverse())).get(manifestFileName)).toEqual(bytes)
    const manifest = readManifest(bytes, sha256)
    expect(manifest.files.map(({ path }) => path)).toEqual(['a.txt', 'b/empty', 'b/two.bin'])
    expect(manifest.files[0]).toEqual({ path: 'a.txt', sizeBytes: 3, sha256: sha256(bytesOf('one')) })
    expect(JSON.parse(new TextDecoder().decode(bytes)).layout).toBe('h3ds')
  })

  it('finds nothing where nothing changed', () => {
    expect(verify(exported(sample)).findings).toEqual([])
    expect(verify(exported(new Map())).findings).toEqual([])
  })

  it('finds any flipped bit anywhere, its own included', () => {
    const files = exported(sample)
    const places = [...files].flatMap(([path, bytes]) => Array.from(bytes, (_, at) => ({ path, at })))
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(7), ({ path, at }, bit) => {
        const damaged = (files.get(path) as Uint8Array).slice()
        damaged[at] ^= 1 << bit
        const { findings } = verify(new Map([...files, [path, damaged]]))
        expect(findings.map((finding) => [finding.severity, finding.path])).toEqual([['error', path]])
      }),
      { seed: 12, numRuns: 400 },
    )
  })

  it('finds cut, missing and extra files', () => {
    const files = exported(sample)
    files.set('b/two.bin', Uint8Array.of(1, 2))
    files.delete('a.txt')
    files.set('extra', bytesOf('x'))
    expect(verify(files).findings.map(({ message }) => message)).toEqual([
      'a.txt is missing.',
      'b/two.bin has 2 bytes instead of 3: it was changed after the export.',
      'extra is not in the manifest: it was added after the export.',
    ])
  })

  it('is missed where there is none', () => {
    expect(verify(sample)).toMatchObject({ manifest: null, findings: [{ path: manifestFileName, severity: 'error' }] })
  })

  it.each([
    [['a/../b'], '../ inside'],
    [['/a'], 'an absolute path'],
    [['a\\b'], 'a backslash'],
    [['a//b'], 'an empty part'],
    [['c:a'], 'a drive'],
    [['Head.obj', 'head.OBJ'], 'two names that differ in case'],
    [['e\u0301', '\u00e9'], 'two spellings of one letter'],
    [['a', 'a'], 'a path twice'],
  ])('refuses %j: %s', (paths) => {
    const files = paths.map((path) => ({ path, sizeBytes: 0, sha256: 'a'.repeat(64) }))
    expect(refusalOf(() => writeManifest({ layout: 'mica', toolVersion: '1', files }, sha256)).code).toBe(
      'input/export-paths',
    )
  })
})

describe('scene ids', () => {
  it('are those of 64-bit FNV-1a', () => {
    expect(sceneIdOf('')).toBe('cbf29ce484222325')
    expect(sceneIdOf('a')).toBe('af63dc4c8601ec8c')
    expect(sceneIdOf('foobar')).toBe('85944171f73967e8')
  })
})

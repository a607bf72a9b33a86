import { describe, expect, it } from 'vitest'
import { datasetLayouts, guessLayout, type MicaSubject } from '#core/datasets/index.ts'
import { readMesh } from '#core/formats/index.ts'
import { asFloat64, writeNpy } from '#core/formats/npy.ts'
import { readNpz, writeNpz } from '#core/formats/npz.ts'
import { seededRandom } from '#core/model/random.ts'
import { bytesOf, refusalOf } from '../formats/soundMesh.ts'
import { listingOf, writtenFiles } from './sampleHead.ts'

const { mica } = datasetLayouts

/** A strip with FLAME's counts and a head's size: the layout does not look at the shape. */
const subject = (changes: Partial<MicaSubject> = {}): MicaSubject => {
  const random = seededRandom(11)
  const vertices = Float64Array.from({ length: 5023 * 3 }, () => random.next() * 0.3 - 0.15)
  return {
    actor: 'subject 01',
    triangles: Uint32Array.from({ length: 9976 * 3 }, (_, i) => (Math.floor(i / 3) + (i % 3)) % 5023),
    registrations: [
      {
        name: 'neutral',
        vertices,
        betas: Float64Array.from({ length: 400 }, () => random.normal()),
        pose: Float64Array.from({ length: 15 }, () => random.normal() * 0.01),
        trans: Float64Array.of(0.1, 0.2, 0.3),
        metresPerScanUnit: 0.001,
        modelSha256: 'ab'.repeat(32),
      },
    ],
    ...changes,
  }
}
const registration = subject().registrations[0]
const changed = (change: Partial<typeof registration>) => subject({ registrations: [{ ...registration, ...change }] })

describe('an exported MICA actor', () => {
  const plan = mica.planSubject(subject())
  const files = writtenFiles(plan.files, mica.planRoot([plan.summary]))

  it('has exactly the files of the layout and passes its own check', () => {
    expect([...files.keys()]).toEqual([
      'FLAME_parameters/subject 01/neutral.npz',
      'FLAME_parameters/subject 01/neutral.json',
      'registrations/subject 01/neutral.obj',
    ])
    expect(plan.warnings).toEqual([])
    expect(mica.check(listingOf(files))).toEqual([])
    expect(guessLayout(listingOf(files))).toBe('mica')
    expect(writtenFiles(plan.files)).toEqual(files)
  })

  it('holds the parameters as flat doubles and the vertices to the last bit, in metres', () => {
    const arrays = readNpz(files.get('FLAME_parameters/subject 01/neutral.npz') as Uint8Array)
    expect([...arrays].map(([name, { shape, dtype }]) => [name, dtype, ...shape])).toEqual([
      ['betas', 'f8', 400],
      ['pose', 'f8', 15],
      ['trans', 'f8', 3],
    ])
    expect(asFloat64(arrays.get('betas') ?? { data: new Float64Array(0) })).toEqual(registration.betas)
    const { mesh } = readMesh(files.get('registrations/subject 01/neutral.obj') as Uint8Array, 'a.obj')
    expect(mesh.positionsF64).toEqual(registration.vertices)
    expect(mesh.triangles).toEqual(subject().triangles)
    const sidecar = JSON.parse(new TextDecoder().decode(files.get('FLAME_parameters/subject 01/neutral.json')))
    expect(sidecar).toEqual({ unit: 'm', metresPerScanUnit: 0.001, modelSha256: 'ab'.repeat(32) })
  })

  it('warns of folder names MICA’s loader spoils, of changed names and of heads that lie', () => {
    const codes = (s: MicaSubject) => mica.planSubject(s).warnings.map(({ code }) => code)
    expect(codes(subject({ actor: 'jpgs' }))).toEqual(['mica-folder-name'])
    expect(codes(subject({ actor: '../a/b' }))).toEqual(['mica-name-changed'])
    expect(codes(changed({ pose: Float64Array.from({ length: 15 }, (_, i) => (i === 0 ? 1.5 : 0)) }))).toEqual([
      'mica-not-upright',
    ])
    expect([...mica.planSubject(subject({ actor: '../a/b' })).files][0].path).toBe('FLAME_parameters/_a_b/neutral.npz')
  })

  it.each([
    ['no registration', subject({ registrations: [] }), 'input/export-no-registration'],
    ['another topology', changed({ vertices: new Float64Array(30) }), 'input/export-topology'],
    ['too few coefficients', changed({ betas: new Float64Array(300) }), 'input/export-topology'],
    ['numbers that are not finite', changed({ trans: Float64Array.of(0, Number.NaN, 0) }), 'input/export-topology'],
    ['two registrations of one name', subject({ registrations: [registration, registration] }), 'input/export-paths'],
  ])('cannot be made of %s', (_, unfit, code) => {
    expect(refusalOf(() => mica.planSubject(unfit)).code).toBe(code)
  })
})

describe('the check of a MICA folder', () => {
  const npz = 'FLAME_parameters/a/n.npz'
  const obj = 'registrations/a/n.obj'
  const good = new Map([...writtenFiles(mica.planSubject({ ...changed({ name: 'n' }), actor: 'a' }).files)])
  const parameters = (betas: number, numbers = 0) =>
    writeNpz([
      ['betas', { shape: [betas], data: new Float64Array(betas).fill(numbers) }],
      ['pose', { shape: [15], data: new Float64Array(15) }],
      ['trans', { shape: [3], data: new Float64Array(3) }],
    ])
  const inMillimetres = () => {
    const { mesh } = readMesh(good.get(obj) as Uint8Array, 'a.obj')
    return bytesOf(
      [
        ...Array.from(
          { length: 5023 },
          (_, v) => `v ${[0, 1, 2].map((k) => mesh.positions[v * 3 + k] * 1000).join(' ')}`,
        ),
        ...Array.from({ length: 9976 }, (_, t) => `f ${[0, 1, 2].map((k) => mesh.triangles[t * 3 + k] + 1).join(' ')}`),
      ].join('\n'),
    )
  }
  const cases: [string, (files: Map<string, Uint8Array>) => void, RegExp][] = [
    [
      'parameters of another length',
      (files) => files.set(npz, parameters(300)),
      /error .*shape \(300\) instead of \(400,\)/,
    ],
    ['parameters that are not finite', (files) => files.set(npz, parameters(400, Number.NaN)), /error .*not finite/],
    [
      'a missing array',
      (files) => files.set(npz, writeNpz([['betas', { shape: [400], data: new Float64Array(400) }]])),
      /error .*has no “pose”/,
    ],
    [
      'parameters that are no archive',
      (files) => files.set(npz, writeNpy({ shape: [1], data: new Float64Array(1) })),
      /error This is no zip/,
    ],
    [
      'a mesh of other counts',
      (files) => files.set(obj, bytesOf('v 0 0 0\nv 0.2 0 0\nv 0 0.2 0\nf 1 2 3\n')),
      /error .*has 3 vertices and 1 faces instead of 5023 and 9976/,
    ],
    ['a mesh in millimetres', (files) => files.set(obj, inMillimetres()), /error .*measures 300; in metres/],
    ['a missing mesh', (files) => files.delete(obj), /error .*no registration of the same name/],
    [
      'a mesh without parameters',
      (files) => files.set('registrations/b/n.obj', bytesOf('v 0 0 0\n')),
      /error registrations\/b\/n\.obj has no parameters/,
    ],
    ['a missing sidecar', (files) => files.delete('FLAME_parameters/a/n.json'), /note .*no sidecar/],
    [
      'a folder named like a picture',
      (files) => files.set('FLAME_parameters/png/n.npz', parameters(400)),
      /warning The folder “png”/,
    ],
    ['an empty folder', (files) => files.clear(), /error There are no parameters/],
  ]
  it.each(cases)('finds %s', (_, change, expected) => {
    const files = new Map(good)
    change(files)
    const findings = mica.check(listingOf(files)).map(({ severity, message }) => `${severity} ${message}`)
    expect(findings.some((finding) => expected.test(finding))).toBe(true)
  })

  it('finds nothing in a good one', () => {
    expect(mica.check(listingOf(good))).toEqual([])
    expect(guessLayout({ list: () => ['a.txt'] })).toBeNull()
  })
})

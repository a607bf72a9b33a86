import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readObj, streamObj } from '#core/formats/objReader.ts'
import { ObjLineReader } from '#core/kernels/objLines.ts'
import { sourceOfBytes } from '#core/model/byteSource.ts'
import { outcomeOf } from '../formats/outcome.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The outcome of both readers must be the same to the bit, warnings, lines and errors included. */
const expectTwins = (text: string): void => {
  const bytes = bytesOf(text)
  expect(outcomeOf(() => streamObj(sourceOfBytes(bytes), {}))).toEqual(outcomeOf(() => readObj(bytes)))
}

/** How many lines the kernel reads before it stops. */
const linesRead = (text: string): number => {
  const kernel = new ObjLineReader()
  const bytes = bytesOf(text)
  kernel.window.set(bytes)
  return kernel.read(0, bytes.length, { vertices: 3, uvs: 3, normals: 3 }).lines
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e4, max: 1e4 }).map((value) => value.toFixed(6)),
  fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 0, max: 12 })).map(([n, k]) => n.toFixed(k)),
  fc.integer({ min: -9_999_999, max: 9_999_999 }).map(String),
  fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -9, max: 9 })).map(([n, e]) => `${n / 100}e${e}`),
  fc.constantFrom('0', '-0', '.5', '-.25', '7.', '-0.0', '12345678.5', '0.123456789012', '1.2345678901234567', '+1'),
)
const gap = fc.constantFrom(' ', ' ', ' ', ' ', '  ', '\t', ' \\\n')
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', ' \n', ' # note\n', '\n\n', '\n# comment\n', '\r')

/** `count` numbers behind `keyword`, most of them written alike. */
const row = (keyword: string, count: number): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(fc.tuple(gap, fc.oneof({ weight: 1, arbitrary: number }, { weight: 3, arbitrary: plainNumber })), {
        minLength: count,
        maxLength: count,
      }),
      lineEnd,
    )
    .map(([values, end]) => `${keyword}${values.map((value) => value.join('')).join('')}${end}`)

const plainNumber = fc.double({ noNaN: true, min: -200, max: 200 }).map((value) => value.toFixed(6))

const corner = fc.constantFrom(1, 2, 3, 4, 5, -1, -3, 12, 0)
const faceOf = (write: (v: number, t: number, n: number) => string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(1, 2, 3) }, { weight: 1, arbitrary: corner }), {
        minLength: 2,
        maxLength: 6,
      }),
      fc.boolean(),
      gap,
      lineEnd,
    )
    .map(([corners, isSeam, blank, end]) => `f ${corners.map((v) => write(v, isSeam ? 2 : v, v)).join(blank)}${end}`)

const faces = [
  faceOf((v) => `${v}`),
  faceOf((v, t) => `${v}/${t}`),
  faceOf((v, _, n) => `${v}//${n}`),
  faceOf((v, t, n) => `${v}/${t}/${n}`),
  faceOf((v, t) => `${v}/${t}/`),
]

const others = fc.constantFrom(
  'g part\n',
  'usemtl skin\n',
  's off\n',
  'l 1 2\n',
  '  v 1 2 3\n',
  'vp 1\n',
  'mtllib a.mtl\r\n',
)
const hostile = fc.constantFrom(
  'v 1 2 nan\n',
  'v 1 2 1e39\n',
  'v 1 2 3 0.5\n',
  'v 1 2 3 1 0 0 1\n',
  'v 1 2\n',
  'f 1 x 2\n',
)

describe('the stream equals the plain reader', () => {
  test('on lines of every kind and form (seed 51)', () => {
    const line = fc.oneof(
      { weight: 12, arbitrary: row('v', 3) },
      { weight: 3, arbitrary: row('v', 6) },
      { weight: 5, arbitrary: row('vt', 2) },
      { weight: 1, arbitrary: row('vt', 3) },
      { weight: 5, arbitrary: row('vn', 3) },
      ...faces.map((arbitrary) => ({ weight: 3, arbitrary })),
      { weight: 2, arbitrary: others },
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) =>
        expectTwins(`v 0 0 0\nv 1 0 0\nv 0 1 0\n${lines.join('')}`),
      ),
      { seed: 51, numRuns: 1000 },
    )
  })

  test.each(faces.map((face, form) => ({ face, form })))('on faces of one form, $form (seed 52)', ({ face }) => {
    const rows = [1, 2, 3, 4, 5].map((k) => `v ${k}.5 0.25 -${k}\nvt 0.${k} 0.5\nvn 0.0 0.${k} 1.0\n`).join('')
    fc.assert(
      fc.property(fc.array(face, { maxLength: 40 }), (lines) => expectTwins(rows + lines.join(''))),
      { seed: 52, numRuns: 200 },
    )
  })

  test('on coloured vertices (seed 54)', () => {
    fc.assert(
      fc.property(fc.array(row('v', 6), { minLength: 1, maxLength: 30 }), (lines) => expectTwins(lines.join(''))),
      { seed: 54, numRuns: 300 },
    )
  })

  test('on numbers of all the digits that a double has (seed 55)', () => {
    const digits = fc.oneof(
      fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map(String),
      fc.double({ noNaN: true, min: -1, max: 1 }).map((value) => value.toFixed(18)),
      fc.float({ noNaN: true, min: -500, max: 500 }).map(String),
      // A double, and exactly half the way to the next one.
      fc
        .tuple(fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 2 ** 23 - 1 }))
        .map(([high, low]) => `${(BigInt(high) << 23n) | BigInt(low)}.5`),
    )
    const line = fc.array(digits, { minLength: 3, maxLength: 3 }).map((numbers) => `v ${numbers.join(' ')}\n`)
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 100 }), (lines) => expectTwins(lines.join(''))),
      { seed: 55, numRuns: 300 },
    )
  })

  test('on hostile lines anywhere (seed 53)', () => {
    const line = fc.oneof(
      { weight: 20, arbitrary: row('v', 3) },
      { weight: 10, arbitrary: fc.oneof(...faces) },
      { weight: 1, arbitrary: hostile },
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => expectTwins(lines.join(''))),
      { seed: 53, numRuns: 500 },
    )
  })

  test.each([
    ['nothing', ''],
    ['no line end at the end', 'v 1.0 2.0 3.0 0.1 0.2 0.3\nv 4.0 5.0 6.0 1 1 1'],
    ['a backslash at the end', 'v 1 2 3\nv 1 2 \\'],
    ['doubles late in the file', `${'v 1.5 2.5 3.5\n'.repeat(50)}v 123456.123456 1.0 2.0\n`],
    ['eight digits', 'v 1 2 3\nv 4 5 6\nv 7 8 9\nf 00000001 00000002 00000003'],
    ['nine digits', 'v 1 2 3\nv 4 5 6\nv 7 8 9\nf 000000001 2 3'],
    ['an index beyond the end', 'v 1 2 3\n\nf 1 1 2\n'],
    ['a texture coordinate beyond the end', 'v 1 2 3\nvt 0 0\nf 1/1 1/2 1/9\n'],
    ['old Macs', 'v 1 2 3\rv 4 5 6\rv 0 1 0\rf 1 2 3\r'],
    [
      'normals numbered as the vertices',
      'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 5 5 5\nvn 0 0 1\nvn 0 0 1\nvn 0 0 1\nvn 1 0 0\nf 1//1 2//2 3//3\n',
    ],
    [
      'more texture coordinates than vertices',
      'v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 0 1\nvt 1 1\nf 1/1 2/2 3/3\n',
    ],
  ])('on %s', (_, text) => expectTwins(text))

  test('over many windows, with other statements between them and a line longer than a window', () => {
    const lines: string[] = []
    for (let i = 0; i < 60_000; i++) {
      lines.push(`v ${(i / 7).toFixed(6)} ${(-i / 3).toFixed(4)} 0.5\n`)
      if (i % 1000 === 999) lines.push(`g part${i}\nf ${i - 1} ${i} ${i + 1}\nf -1 -2 -3 -4\n`)
      if (i === 30_000) lines.push(`# ${'x'.repeat(600_000)}\nf${' 1 2 3'.repeat(100_000)}\n`)
    }
    const bytes = bytesOf(lines.join(''))
    const { mesh, warnings } = streamObj(sourceOfBytes(bytes), {})
    const truth = readObj(bytes)
    expect(warnings).toEqual(truth.warnings)
    expect(Buffer.from(mesh.triangles.buffer).equals(Buffer.from(truth.mesh.triangles.buffer))).toBe(true)
    expect(Buffer.from(mesh.positions.buffer).equals(Buffer.from(truth.mesh.positions.buffer))).toBe(true)
  })
})

describe('the kernel reads by itself', () => {
  test.each([
    ['numbers of one layout', 'v 1.500000 -20.250000 300.125000\nvt 0.50 0.25\nvn 0.00 0.00 1.00\n'],
    ['numbers of any layout, line ends and comments', 'v 1 -2.5 3e2 # three\r\nv .5\t6 7. \n\n# a comment\nvt 0 1 0\n'],
    ['numbers of up to 19 digits', 'v 1.1234567890123456 0.12345678901234567 -123.4567890123456789\n'],
    ['colours', 'v 1 2 3 0.1 0.2 0.3\nv 4 5 6 1 1 1\n'],
    ['faces of one form', 'f 1/2/3 4/5/6 7/8/9\nf 10/20/30 400/500/600 7/8/9\nf -1/-1/-1 2/2/2 3/3/3 4/4/4\n'],
  ])('%s', (_, text) => {
    expect(linesRead(text)).toBe(text.split('\n').length - 1)
  })

  test.each([
    ['a number that is none', 'v 1 2 x\n'],
    ['too few numbers', 'v 1 2\n'],
    ['a weight', 'v 1 2 3 1\n'],
    ['not a finite number', 'v 1 nan 3\n'],
    ['20 digits', 'v 1.1234567890123456789 2 3\n'],
    ['colours on some vertices only', 'v 1 2 3 1 1 1\nv 1 2 3\n'],
    ['index 0', 'f 1 0 1\n'],
    ['an index before the first', 'f -4 1 1\n'],
    ['two corners', 'f 1 1\n'],
    ['faces of two forms', 'f 1 1 1\nf 1/1 1/1 1/1\n'],
    ['a continued line', 'v 1 2 \\\n3\n'],
    ['an indented line', '  v 1 2 3\n'],
    ['line ends of old Macs', 'v 1 2 3\rv 4 5 6\r'],
    ['another statement', 'g part\n'],
  ])('but stops in front of %s', (_, text) => {
    expect(linesRead(text)).toBeLessThan(text.split(/[\n\r]/).length - 1)
  })
})

test('reading stops when it is cancelled, and tells how far it is', () => {
  const controller = new AbortController()
  const fractions: number[] = []
  const bytes = bytesOf('v 1.5 2.5 3.5\n'.repeat(1_000_000))
  const report = ({ fraction }: { fraction: number }): void => {
    fractions.push(fraction)
    if (fraction > 0.5) controller.abort()
  }
  expect(() => streamObj(sourceOfBytes(bytes), { signal: controller.signal, report })).toThrow(/cancelled/i)
  expect(fractions.length).toBeGreaterThan(1)
  expect(fractions.at(-1)).toBeLessThan(0.9)
})

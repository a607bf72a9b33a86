import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ObjStatements } from '#core/formats/objStatements.ts'
import { readObjLines } from '#core/kernels/objLines.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string) => readObjLines(bytesOf(text), () => {})

/** Whatever the kernel accepts must be bit for bit what the plain reader reads. */
const expectTwins = (text: string): void => {
  const found = read(text)
  expect(found).not.toBeNull()
  if (!found) return
  const truth = new ObjStatements(bytesOf(text), null).read()
  const positions = truth.positions.view()
  expect(found.positions).toEqual(truth.scanner.needsDouble ? positions.slice() : new Float32Array(positions))
  expect(found.colors ?? new Float64Array(0)).toEqual(truth.colors.view().slice())
  expect(found.uvs).toEqual(new Float32Array(truth.uvs.view()))
  expect(found.normals).toEqual(new Float32Array(truth.normals.view()))
  expect(found.corners).toEqual(truth.faces.corners.toArray())
  expect(found.uvCorners ?? new Uint32Array(0)).toEqual(truth.faces.uvCorners.toArray())
  expect(found.normalCorners ?? new Uint32Array(0)).toEqual(truth.faces.normalCorners.toArray())
  expect(found.polygons).toEqual(truth.faces.polygons.toArray())
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e4, max: 1e4 }).map((value) => value.toFixed(6)),
  fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 0, max: 12 })).map(([n, k]) => n.toFixed(k)),
  fc.integer({ min: -9_999_999, max: 9_999_999 }).map(String),
  fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -9, max: 9 })).map(([n, e]) => `${n / 100}e${e}`),
  fc.constantFrom('0', '-0', '.5', '-.25', '7.', '-0.0', '12345678.5', '0.123456789012'),
)
const gap = fc.constantFrom(' ', ' ', ' ', '  ', '\t')
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', ' \n', ' # note\n', '\n\n', '\n# comment\n')

describe('equals the plain reader bit for bit', () => {
  test('on vertices written in any way (seed 51)', () => {
    const line = fc.tuple(gap, number, gap, number, gap, number, lineEnd)
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
        const text = lines.map((parts) => `v${parts.join('')}`).join('')
        // Long mantissas go to the plain reader; then there is nothing to compare.
        if (read(text)) expectTwins(text)
      }),
      { seed: 51, numRuns: 300 },
    )
  })

  test.each([
    ['v', (v: number) => `${v}`],
    ['v/vt', (v: number) => `${v}/${v}`],
    ['v//vn', (v: number) => `${v}//${v}`],
    ['v/vt/vn', (v: number) => `${v}/${v}/${v}`],
  ])('on faces %s of three corners and more (seed 52)', (_, corner) => {
    const face = fc.tuple(
      fc.array(fc.constantFrom(1, 2, 3, 4, 5, -1, -3), { minLength: 3, maxLength: 6 }),
      gap,
      lineEnd,
    )
    fc.assert(
      fc.property(fc.array(face, { minLength: 1, maxLength: 40 }), (faces) => {
        const rows = [1, 2, 3, 4, 5].map((k) => `v ${k}.5 0.25 -${k}\nvt 0.${k} 0.5\nvn 0.0 0.${k} 1.0\n`).join('')
        const lines = faces.map(([corners, blank, end]) => `f ${corners.map(corner).join(blank)}${end}`)
        expectTwins(rows + lines.join(''))
      }),
      { seed: 52, numRuns: 100 },
    )
  })

  test('with colours, doubles, eight-digit indices and no line end at the end', () => {
    expectTwins('v 1.0 2.0 3.0 0.1 0.2 0.3\nv 4.0 5.0 6.0 1 1 1')
    expectTwins('v 123456.123456 1.0 2.0\n')
    expectTwins('v 1 2 3\nv 4 5 6\nv 7 8 9\nf 00000001 00000002 00000003')
  })

  test('over many chunks, with statements of other kinds between them', () => {
    const rows: string[] = []
    for (let i = 0; i < 60_000; i++) {
      rows.push(`v ${(i / 7).toFixed(6)} ${(-i / 3).toFixed(4)} 0.5\n`)
      if (i % 1000 === 999) rows.push(`g part${i}\nf ${i - 1} ${i} ${i + 1}\n`)
    }
    const text = rows.join('')
    const groups: string[] = []
    const bytes = bytesOf(text)
    readObjLines(bytes, (start, end) => groups.push(new TextDecoder().decode(bytes.subarray(start, end))))
    expect(groups).toEqual(rows.filter((row) => row.startsWith('g')).map((row) => row.split('\n')[0]))
    const truth = new ObjStatements(bytes, null).read()
    const found = read(text)
    expect(found?.corners).toEqual(truth.faces.corners.toArray())
    expect(new Float32Array(found?.positions ?? [])).toEqual(new Float32Array(truth.positions.view()))
  })
})

test.each([
  ['a number that is none', 'v 1 2 x\n'],
  ['too few numbers', 'v 1 2\n'],
  ['a weight', 'v 1 2 3 1\n'],
  ['not a finite number', 'v 1 nan 3\n'],
  ['16 digits', 'v 1.123456789012345 2 3\n'],
  ['colours on some vertices only', 'v 1 2 3 1 1 1\nv 1 2 3\n'],
  ['an index beyond the end', 'v 1 2 3\nf 1 1 2\n'],
  ['index 0', 'v 1 2 3\nf 0 1 1\n'],
  ['a negative index before the start', 'v 1 2 3\nf -2 1 1\n'],
  ['two corners', 'v 1 2 3\nf 1 1\n'],
  ['faces of two forms', 'v 1 2 3\nvt 0 0\nf 1 1 1\nf 1/1 1/1 1/1\n'],
  ['a continued line', 'v 1 2 \\\n3\n'],
  ['an indented line', '  v 1 2 3\n'],
  ['line ends of old Macs', 'v 1 2 3\rv 4 5 6\r'],
])('leaves %s to the plain reader', (_, text) => {
  expect(read(text)).toBeNull()
})

test('an empty file holds nothing', () => {
  expect(read('')?.positions.length).toBe(0)
})

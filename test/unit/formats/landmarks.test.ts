import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLandmarks, writeLandmarks } from '#core/formats/index.ts'
import { writeNpy } from '#core/formats/npy.ts'
import { type Landmark, type LandmarkSet, landmarkStatuses, mayHavePosition } from '#core/model/landmarks.ts'
import { h3ds6, head8, now7 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { lengthUnits } from '#core/model/units.ts'
import { bytesOf, readOrRefuse, refusalOf } from './soundMesh.ts'

const read = (text: string, name: string, pointNames?: readonly string[]) =>
  readLandmarks(bytesOf(text), name, { pointNames })

const placed = (name: string, position: Vec3): Landmark => ({ name, status: 'placed', position, surface: null })
const setOf = (landmarks: Landmark[]): LandmarkSet => ({
  scheme: null,
  unit: 'mm',
  annotator: 'R. Fox',
  time: '2025-01-31T12:00:00Z',
  landmarks,
})
const six = setOf(h3ds6.points.map(({ name }, i) => placed(name, [i + 0.1, 1 - i / 3, 1e-7 * i])))

describe('Cameo’s own landmark file', () => {
  it('keeps everything of any set', () => {
    const landmark = fc.record({
      status: fc.constantFrom(...landmarkStatuses),
      point: fc.tuple(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.nat(),
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      ),
      surface: fc.option(fc.record({ triangle: fc.nat(), barycentrics: fc.constant<Vec3>([0.2, 0.3, 0.5]) })),
    })
    const sets = fc.record({
      scheme: fc.option(fc.string()),
      unit: fc.option(fc.constantFrom(...lengthUnits)),
      annotator: fc.option(fc.string()),
      time: fc.constant('2025-01-31T12:00:00Z'),
      landmarks: fc.dictionary(fc.string({ minLength: 1 }), landmark, { maxKeys: 10 }).map((entries) =>
        Object.entries(entries).map(([name, { status, point, surface }]): Landmark => {
          const hasPosition = mayHavePosition(status)
          const position = point.map((value) => value + 0) as unknown as Vec3
          return { name, status, position: hasPosition ? position : null, surface: hasPosition ? surface : null }
        }),
      ),
    })
    fc.assert(
      fc.property(sets, (set) => {
        const back = readLandmarks(writeLandmarks(set, { format: 'json' }), 'a.json')
        expect(back).toEqual({ format: 'json', set, warnings: [] })
      }),
      { seed: 8 },
    )
  })

  it.each([
    ['no JSON', '{', 'input/landmark-json'],
    ['an empty file', '', 'input/landmark-json'],
    ['something else', '{"transform": []}', 'input/landmark-json'],
    [
      'a placed point without a position',
      '{"format":"cameo-landmarks","version":1,"landmarks":[{"name":"a","status":"placed","position":null}]}',
      'input/landmark-json',
    ],
    [
      'an unknown status',
      '{"format":"cameo-landmarks","version":1,"landmarks":[{"name":"a","status":"good"}]}',
      'input/landmark-json',
    ],
    ['a later version', '{"format":"cameo-landmarks","version":2,"landmarks":[]}', 'input/landmark-json'],
    ['a point with two numbers', '{"points":{"a":[1,2]}}', 'input/landmark-json'],
    ['a point with words', '{"points":{"a":["1","2","3"]}}', 'input/landmark-json'],
    ['no points', '{"points":[]}', 'input/no-landmarks'],
  ])('refuses %s', (_, text, code) => {
    expect(refusalOf(() => read(text, 'a.json')).code).toBe(code)
  })
})

describe('JSON of other tools', () => {
  it('reads points by name and leaves a truth in the file alone', () => {
    const points = Object.fromEntries(h3ds6.points.map(({ name }, i) => [name, [i, 0, 0]]))
    const text = JSON.stringify({ unit: 'm', convention: 'own', points, truth_ibug68: { points: [[9, 9, 9]] } })
    const { set, warnings } = read(text, 'a.json')
    expect(set.scheme).toBe('h3ds-6')
    expect(set.unit).toBe('m')
    expect(set.landmarks.map(({ name }) => name)).toEqual(h3ds6.points.map(({ name }) => name))
    expect(warnings.map(({ message }) => message)).toEqual([
      'Parts of the file that are no landmarks were skipped: convention, truth_ibug68.',
    ])
  })

  it.each([
    ['flame-fitting static embedding', 'flame-51-flame-fitting'],
    ['RingNet', 'flame-51-ringnet'],
    [undefined, 'flame-51'],
  ])('names the points of a list of 51 by number, embedding %s', (embedding, scheme) => {
    const points = Array.from({ length: 51 }, (_, i) => [i, 0, 0])
    const { set } = read(JSON.stringify({ set: '51', embedding, points }), 'a.json')
    expect(set.scheme).toBe(scheme)
    expect(set.landmarks[13]).toEqual(placed('51:13', [13, 0, 0]))
    expect(set.unit).toBeNull()
  })

  it('takes given names before any guess', () => {
    const { set } = read('{"points":[[1,2,3],null]}', 'a.json', ['left', 'right'])
    expect(set.landmarks.map(({ name, status }) => [name, status])).toEqual([
      ['left', 'placed'],
      ['right', 'missing'],
    ])
    expect(refusalOf(() => read('{"points":[[1,2,3]]}', 'a.json', ['a', 'b'])).code).toBe('input/landmark-names')
  })

  it('leaves an unknown unit open and says so', () => {
    const { set, warnings } = read('{"unit":"furlong","points":{"a":[1,2,3]}}', 'a.json')
    expect(set.unit).toBeNull()
    expect(warnings.map(({ code }) => code)).toEqual(['landmark-unit'])
  })
})

describe('MeshLab .pp', () => {
  const text = (set: LandmarkSet, meshFileName?: string) =>
    new TextDecoder().decode(writeLandmarks(set, { format: 'pp', meshFileName }))

  it('has eight lines before the first point, one point a line, single blanks', () => {
    const lines = text(
      setOf([...six.landmarks, { name: 'a b', status: 'missing', position: null, surface: null }]),
      'head "1".ply',
    ).split('\n')
    expect(lines.slice(0, 8)).toEqual([
      '<!DOCTYPE PickedPoints>',
      '<PickedPoints>',
      ' <DocumentData>',
      '  <DateTime date="2025-01-31" time="12:00:00"/>',
      '  <User name="R. Fox"/>',
      '  <DataFileName name="head &quot;1&quot;.ply"/>',
      '  <templateName name=""/>',
      ' </DocumentData>',
    ])
    expect(lines[8]).toBe(' <point x="0.1" y="1" z="0" active="1" name="right_eye"/>')
    expect(lines[14]).toBe(' <point x="0" y="0" z="0" active="0" name="a_b"/>')
    for (const line of lines.slice(8, 15)) expect(line.trim().split(' ').length).toBe(6)
  })

  it('round-trips positions, order and names', () => {
    const { set, warnings } = readLandmarks(writeLandmarks(six, { format: 'pp' }), 'a.pp')
    expect(set).toEqual({ ...six, scheme: 'h3ds-6', unit: null })
    expect(warnings).toEqual([])
  })

  it('takes attributes in any order, entities, comments and inactive points', () => {
    const { set } = read(
      '<?xml version="1.0"?><!DOCTYPE PickedPoints><PickedPoints><!-- six -->\n<point name="n&#228;se &amp; co" active="1" z="3" y="2" x="1e-3"/><point x="9" y="9" z="9" active="0" name="chin"/></PickedPoints>',
      'a.pp',
    )
    expect(set.landmarks).toEqual([
      placed('näse & co', [0.001, 2, 3]),
      { name: 'chin', status: 'unplaced', position: null, surface: null },
    ])
  })

  it('takes names that only count for none', () => {
    const points = Array.from({ length: 51 }, (_, i) => `<point x="${i}" y="0" z="0" active="1" name="${i}"/>`)
    const { set } = read(`<!DOCTYPE PickedPoints>\n<PickedPoints>\n${points.join('\n')}\n</PickedPoints>`, 'a.pp')
    expect(set.scheme).toBe('flame-51')
    expect(set.landmarks[50].name).toBe('51:50')
  })

  it('renames the second of two points with one name', () => {
    const point = '<point x="1" y="2" z="3" name="a"/>'
    const { set, warnings } = read(`<PickedPoints>${point}${point}</PickedPoints>`, 'a.pp')
    expect(set.landmarks.map(({ name }) => name)).toEqual(['a', 'a#2'])
    expect(warnings.map(({ code }) => code)).toEqual(['landmark-name-twice'])
  })

  it.each([
    ['broken XML', '<PickedPoints><point x="1"</PickedPoints>', 'input/landmark-pp'],
    ['another document', '<Points/>', 'input/landmark-pp'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY x "y">]><PickedPoints/>', 'input/landmark-pp'],
    ['a missing coordinate', '<PickedPoints><point x="1" y="2" name="a"/></PickedPoints>', 'input/landmark-pp'],
    [
      'a coordinate that is not finite',
      '<PickedPoints><point x="nan" y="2" z="1" name="a"/></PickedPoints>',
      'input/landmark-pp',
    ],
    ['no points', '<PickedPoints></PickedPoints>', 'input/no-landmarks'],
  ])('refuses %s', (_, content, code) => {
    expect(refusalOf(() => read(content, 'a.pp')).code).toBe(code)
  })
})

describe('landmarks as an array', () => {
  it('round-trips positions in order, names given', () => {
    const names = six.landmarks.map(({ name }) => name)
    const bytes = writeLandmarks(six, { format: 'npy' })
    const { set } = readLandmarks(bytes, 'a.npy', { pointNames: names })
    expect(set.landmarks).toEqual(six.landmarks)
    expect(set.scheme).toBe('h3ds-6')
  })

  it('takes seven unnamed points for NoW’s and says so', () => {
    const bytes = writeNpy({ shape: [1, 7, 3], data: new Float32Array(21).fill(1) })
    const { set, warnings } = readLandmarks(bytes, 'a.npy')
    expect(set.scheme).toBe('now-7')
    expect(set.landmarks.map(({ name }) => name)).toEqual(now7.points.map(({ name }) => name))
    expect(warnings.map(({ code }) => code)).toEqual(['landmark-names-guessed'])
  })

  it('reads rows of NaN as missing and refuses other shapes', () => {
    const data = Float64Array.of(1, 2, 3, Number.NaN, 0, 0)
    const { set } = readLandmarks(writeNpy({ shape: [2, 3], data }), 'a.npy')
    expect(set.landmarks.map(({ status }) => status)).toEqual(['placed', 'missing'])
    expect(refusalOf(() => readLandmarks(writeNpy({ shape: [3, 2], data }), 'a.npy')).code).toBe('input/landmark-shape')
  })
})

describe('landmark tables', () => {
  const positions = (text: string, name = 'a.csv') =>
    read(text, name).set.landmarks.map((landmark) => [landmark.name, landmark.position])

  it.each([
    ['with a header', 'name,x,y,z\nnose,1,2,3\nchin,4,5,6\n', 'a.csv'],
    ['without one', 'nose,1,2,3\nchin,4,5,6\n', 'a.csv'],
    ['with other columns in another order', 'z;extra;label;y;x\n3;q;nose;2;1\n6;q;chin;5;4\n', 'a.csv'],
    ['by tabs', 'nose\t1\t2\t3\nchin\t4\t5\t6', 'a.txt'],
    ['by blanks', '# comment\r\nnose 1 2 3\r\n\r\nchin   4  5 6\r\n', 'a.txt'],
  ])('are read %s', (_, text, name) => {
    expect(positions(text, name)).toEqual([
      ['nose', [1, 2, 3]],
      ['chin', [4, 5, 6]],
    ])
  })

  it('are read without names, and with a column that only counts', () => {
    const expected = [
      ['2:0', [1, 2, 3]],
      ['2:1', [4, 5, 6]],
    ]
    expect(positions('1,2,3\n4,5,6\n')).toEqual(expected)
    expect(positions('x,y,z\n1,2,3\n4,5,6\n')).toEqual(expected)
    expect(positions('1 1 2 3\n2 4 5 6\n', 'a.txt')).toEqual(expected)
  })

  it('may hold quoted names and missing points', () => {
    const { set } = read('name,x,y,z\n"a, ""b""",1,2,3\nchin,,,\near,nan,0,0\n', 'a.csv')
    expect(set.landmarks.map(({ name, status }) => [name, status])).toEqual([
      ['a, "b"', 'placed'],
      ['chin', 'missing'],
      ['ear', 'missing'],
    ])
  })

  it('round-trip, also what is not placed', () => {
    const { set } = readLandmarks(writeLandmarks(six, { format: 'csv' }), 'a.csv')
    expect(set.landmarks).toEqual(six.landmarks)
    const mixed = setOf([
      placed('a, "b"; #c', [1, 2, 3]),
      { name: 'covered', status: 'occluded', position: [1, 1, 1], surface: null },
      { name: 'gone', status: 'missing', position: null, surface: null },
      { name: 'open', status: 'unplaced', position: null, surface: null },
    ])
    expect(readLandmarks(writeLandmarks(mixed, { format: 'csv' }), 'a.csv').set.landmarks).toEqual(mixed.landmarks)
    expect(new TextDecoder().decode(writeLandmarks(six, { format: 'csv' })).split('\n')[0]).toBe('name,x,y,z')
  })

  it.each([
    ['two columns', 'a,1\n', 'input/landmark-table'],
    ['an H3DS landmarks.txt', 'right_eye 123\nleft_eye 456\n', 'input/landmark-mesh'],
    ['a header without x', 'name,a,b,c\nnose,1,2,3\n', 'input/landmark-table'],
    ['a word for a number', 'nose,1,2,3\nchin,1,two,3\n', 'input/landmark-table'],
    ['a line cut off', 'nose,1,2,3\nchin,1,2\n', 'input/landmark-table'],
    ['four numbers', '1.5,2,3,4\n', 'input/landmark-table'],
    ['nothing', '\n# only a remark\n', 'input/no-landmarks'],
  ])('refuses %s', (_, text, code) => {
    expect(refusalOf(() => read(text, 'a.csv')).code).toBe(code)
  })
})

describe('Menpo .ljson', () => {
  const inner = {
    landmarks: {
      points: [
        [1, 2, 3],
        [null, null, null],
        [4, 5, 6],
      ],
      connectivity: [[0, 1]],
    },
    labels: [
      { label: 'eye', mask: [0, 2] },
      { label: 'chin', mask: [1] },
    ],
  }
  it.each([
    [
      '1',
      {
        version: 1,
        groups: [
          { label: 'eye', connectivity: [], landmarks: [{ point: [1, 2, 3] }, { point: [4, 5, 6] }] },
          { label: 'chin', connectivity: [], landmarks: [{ point: [null, null, null] }] },
        ],
      },
    ],
    ['2', { version: 2, ...inner }],
    ['3', { version: 3, groups: { LJSON: inner } }],
  ])('reads version %s and names points by label', (_, document) => {
    const { set, warnings } = read(JSON.stringify(document), 'a.ljson')
    expect(new Map(set.landmarks.map(({ name, position }) => [name, position]))).toEqual(
      new Map([
        ['eye:0', [1, 2, 3]],
        ['eye:1', [4, 5, 6]],
        ['chin:0', null],
      ]),
    )
    expect(warnings).toEqual([])
    expect(read(JSON.stringify(document), 'a.json').set).toEqual(set)
  })

  it('refuses two dimensions and unknown versions', () => {
    const flat = { version: 2, landmarks: { points: [[1, 2]] }, labels: [] }
    expect(refusalOf(() => read(JSON.stringify(flat), 'a.ljson')).code).toBe('input/landmark-2d')
    expect(refusalOf(() => read('{"version":4}', 'a.ljson')).code).toBe('input/landmark-json')
  })
})

describe('the landmark registry', () => {
  it('knows a scheme by its names, in any order', () => {
    const rows = (names: readonly string[]) => names.map((name, i) => `${name},${i},0,0`).join('\n')
    const names = head8.points.map(({ name }) => name)
    expect(read(rows([...names].reverse()), 'a.csv').set.scheme).toBe('head-8')
    expect(read(rows(names.slice(1)), 'a.csv').set.scheme).toBeNull()
    expect(read(rows(now7.points.map(({ name }) => name)), 'a.csv').set.scheme).toBe('now-7')
  })

  it('names the endings it reads', () => {
    expect(refusalOf(() => read('', 'a.docx')).message).toContain('.json, .pp, .npy, .csv')
  })

  it.each([
    ['json', 'a.json'],
    ['pp', 'a.pp'],
    ['csv', 'a.csv'],
    ['npy', 'a.npy'],
  ] as const)('reads or refuses a %s cut off at every byte', (format, name) => {
    const bytes = writeLandmarks(six, { format })
    for (let length = 0; length < bytes.length; length++) {
      const reading = readOrRefuse(() => readLandmarks(bytes.slice(0, length), name))
      if (!('value' in reading)) continue
      for (const { position } of reading.value.set.landmarks)
        expect(position?.every(Number.isFinite) ?? true).toBe(true)
    }
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  landmarkFormatNames,
  landmarkFormats,
  landmarkLosses,
  readLandmarks,
  writeLandmarks,
} from '#core/formats/index.ts'
import {
  isPhotoLandmarks,
  readPhotoLandmarks,
  writePhotoLandmarksJson,
  writePhotoLandmarksPts,
} from '#core/formats/photoLandmarks.ts'
import { snapLandmarks } from '#core/geometry/snapLandmarks.ts'
import { onSurface } from '#core/jobs/proposeLandmarks.ts'
import type { Landmark, LandmarkSet } from '#core/model/landmarks.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { bytesOf, readOrRefuse, refusalOf } from './soundMesh.ts'

/** A tetrahedron of 300 units. */
const mesh = {
  positions: Float32Array.of(0, 0, 0, 300, 0, 0, 0, 300, 0, 0, 0, 300),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
}
const setOf = (landmarks: readonly Landmark[]): LandmarkSet => ({
  scheme: null,
  unit: 'mm',
  annotator: null,
  time: null,
  landmarks,
})
const at = (name: string, position: Vec3): Landmark => ({ name, status: 'placed', position, surface: null })
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const codesOf = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code)

const place = fc.record({
  triangle: fc.nat(3),
  u: fc.double({ min: 0, max: 1, noNaN: true }),
  v: fc.double({ min: 0, max: 1, noNaN: true }),
})

describe('R3DS Wrap', () => {
  it('keeps the place of every point', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 9 }), (places) => {
        fc.pre(new Set(places.map(({ triangle }) => triangle)).size > 1)
        const document = Object.fromEntries(places.map(({ triangle, u, v }, i) => [`p${i}`, [triangle, u / 2, v / 2]]))
        const { set } = readLandmarks(bytesOf(JSON.stringify(document)), 'a.wrap.json', { mesh })
        const back = JSON.parse(textOf(writeLandmarks(set, { format: 'wrap', mesh })))
        expect(back).toEqual(document)
        // And from the positions alone, by the closest place of the mesh.
        const bare = setOf(set.landmarks.map((landmark) => ({ ...landmark, surface: null })))
        const again = readLandmarks(writeLandmarks(bare, { format: 'wrap', mesh }), 'a.wrap.json', { mesh })
        again.set.landmarks.forEach(({ position }, i) => {
          const known = set.landmarks[i].position as Vec3
          expect(Math.hypot(...position!.map((value, axis) => value - known[axis]))).toBeLessThan(1e-3)
        })
      }),
      { seed: 71, numRuns: 100 },
    )
  })

  it('puts P at A·u + B·v + C·(1 − u − v), also from a bare list under .json', () => {
    const { set } = readLandmarks(bytesOf('[[3, 0.5, 0.25], [1, 1, 0]]'), 'a.json', { mesh })
    expect(set.landmarks.map(({ position }) => position)).toEqual([
      [150, 75, 75],
      [0, 0, 0],
    ])
  })

  it.each([
    ['[[1.5, 0.2, 0.3], [2, 0.1, 0.1]]', 'input/landmark-ambiguous'],
    ['[[10, 20, 30], [11, 21, 31]]', 'input/landmark-ambiguous'],
    ['[[0, 0.2, 0.3], [0, 0.1, 0.1]]', 'input/landmark-ambiguous'],
    ['[[4, 0.2, 0.3], [1, 0.1, 0.1]]', 'input/landmark-wrap'],
  ])('%s is refused', (text, code) => {
    expect(refusalOf(() => readLandmarks(bytesOf(text), 'a.json', { mesh })).code).toBe(code)
  })

  it('without its scan is refused with what to give', () => {
    const { code, message } = refusalOf(() => readLandmarks(bytesOf('{"a": [1, 0, 0], "b": [2, 0, 0]}'), 'a.json'))
    expect(code).toBe('input/landmark-mesh')
    expect(message).toContain('--mesh')
    expect(refusalOf(() => writeLandmarks(setOf([at('a', [0, 0, 0])]), { format: 'wrap' })).code).toBe(
      'input/landmark-mesh',
    )
  })
})

describe('vertices of the scan', () => {
  const set = setOf([at('nose tip', [299, 1, 0]), at('chin', [0, 0, 290])])

  it('H3DS: name and nearest vertex, and back', () => {
    const bytes = writeLandmarks(set, { format: 'h3ds', mesh })
    expect(textOf(bytes)).toBe('nose_tip 1\nchin 3\n')
    for (const name of ['landmarks.txt', 'a.h3ds.txt', 'a.txt']) {
      const back = readLandmarks(bytes, name, { mesh })
      expect(back.set.landmarks).toEqual([at('nose_tip', [300, 0, 0]), at('chin', [0, 0, 300])])
    }
    expect(refusalOf(() => readLandmarks(bytesOf('a 4\n'), 'landmarks.txt', { mesh })).code).toBe('input/h3ds-vertex')
    expect(readLandmarks(bytesOf('a 1 2 3\n'), 'landmarks.txt').set.landmarks).toEqual([at('a', [1, 2, 3])])
  })

  it('BU-3DFE: nearest vertex and the point as it is', () => {
    const bytes = writeLandmarks(set, { format: 'bnd', mesh })
    expect(textOf(bytes)).toBe('1 299 1 0\n3 0 0 290\n')
    const back = readLandmarks(bytes, 'a.bnd').set.landmarks.map(({ position }) => position)
    expect(back).toEqual(set.landmarks.map(({ position }) => position))
    const absent = setOf([{ name: 'a', status: 'missing', position: null, surface: null }])
    expect(refusalOf(() => writeLandmarks(absent, { format: 'bnd', mesh })).code).toBe('input/landmark-absent')
  })
})

describe('every format with vertices of the scan', () => {
  it('gives back points that lie on vertices, any of them (H3DS, BU-3DFE)', () => {
    const vertices = fc.uniqueArray(fc.nat(3), { minLength: 1 })
    // What single precision holds exactly.
    const coordinate = fc.integer({ min: -8000, max: 8000 }).map((value) => value / 8)
    const corners = fc.uniqueArray(fc.tuple(coordinate, coordinate, coordinate), {
      minLength: 4,
      maxLength: 4,
      selector: (corner) => corner.join(),
    })
    fc.assert(
      fc.property(vertices, corners, (chosen, places) => {
        const drawn = { ...mesh, positions: Float32Array.from(places.flat()) }
        const set = setOf(chosen.map((vertex) => at(`p${vertex}`, places[vertex])))
        const names = set.landmarks.map(({ name }) => name)
        const h3ds = readLandmarks(writeLandmarks(set, { format: 'h3ds', mesh: drawn }), 'landmarks.txt', {
          mesh: drawn,
        })
        expect(h3ds.set.landmarks).toEqual(set.landmarks)
        const bnd = writeLandmarks(set, { format: 'bnd', mesh: drawn })
        expect(readLandmarks(bnd, 'a.bnd', { pointNames: names }).set.landmarks).toEqual(set.landmarks)
        expect(textOf(bnd).split('\n')[0].split(' ')[0]).toBe(String(chosen[0]))
      }),
      { seed: 73, numRuns: 100 },
    )
  })
})

describe('.pts of iBUG', () => {
  it('of a photo keep every pixel, through either form', () => {
    const pixel = fc.double({ min: -5, max: 8000, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(pixel, pixel), { minLength: 1, maxLength: 70 }), (points) => {
        const landmarks = new Map(points.map((point, i) => [`${points.length}:${i}`, point] as const))
        const pts = writePhotoLandmarksPts(landmarks)
        expect(isPhotoLandmarks(pts, 'a.pts')).toBe(true)
        const back = readPhotoLandmarks(pts, 'a.pts')
        for (const [name, [x, y]] of landmarks) {
          expect(back.get(name)![0]).toBeCloseTo(x, 8)
          expect(back.get(name)![1]).toBeCloseTo(y, 8)
        }
        const json = writePhotoLandmarksJson(landmarks)
        expect(isPhotoLandmarks(json, 'a.json')).toBe(true)
        expect(readPhotoLandmarks(json, 'a.json')).toEqual(
          new Map([...landmarks].map(([n, [x, y]]) => [n, [x + 0, y + 0]])),
        )
      }),
      { seed: 72, numRuns: 60 },
    )
    expect(textOf(writePhotoLandmarksPts(new Map([['a', [0, 1.5]]])))).toBe('version: 1\nn_points: 1\n{\n1 2.5\n}\n')
    expect(refusalOf(() => writePhotoLandmarksPts(new Map([['2:1', [0, 0]]]))).code).toBe('input/photo-landmarks')
  })

  it('with three numbers a point belong to a scan', () => {
    const text = 'version: 1\nn_points: 2\n{\n1 2 3\nnan nan nan\n}\n'
    const { set } = readLandmarks(bytesOf(text), 'a.pts', { pointNames: ['a', 'b'] })
    expect(set.landmarks.map(({ status, position }) => [status, position])).toEqual([
      ['placed', [1, 2, 3]],
      ['missing', null],
    ])
    expect(isPhotoLandmarks(bytesOf(text), 'a.pts')).toBe(false)
    expect(refusalOf(() => readLandmarks(bytesOf(text.replace('2\n{', '3\n{')), 'a.pts')).code).toBe(
      'input/landmark-pts',
    )
  })
})

describe('states, reasons and sources', () => {
  const noted = setOf([
    { ...at('a', [1, 2, 3]), source: 'proposed-accepted' },
    { ...at('b', [4, 5, 6]), status: 'uncertain', reason: 'blurred, twice' },
    { ...at('c', [7, 8, 9]), status: 'hidden', reason: 'a patch: leave it' },
    { name: 'd', status: 'missing', position: null, surface: null, reason: 'hole' },
  ])

  it('are kept where a format has room, and named where it has not', () => {
    for (const [format, name] of [['json', 'a.json'] as const, ['csv', 'a.csv'] as const]) {
      expect(readLandmarks(writeLandmarks(noted, { format }), name).set.landmarks).toEqual(noted.landmarks)
      expect(codesOf(landmarkLosses(noted, format))).not.toContain('landmark-reasons-lost')
    }
    for (const [format, name] of [['mrk', 'a.mrk.json'] as const, ['fcsv', 'a.fcsv'] as const]) {
      const back = readLandmarks(writeLandmarks(noted, { format }), name).set.landmarks
      expect(back).toEqual(noted.landmarks.map(({ source: _source, ...landmark }) => landmark))
      expect(codesOf(landmarkLosses(noted, format))).toContain('landmark-sources-lost')
    }
    expect(codesOf(landmarkLosses(noted, 'pp'))).toEqual([
      'landmark-states-lost',
      'landmark-reasons-lost',
      'landmark-sources-lost',
      'landmark-unit-lost',
    ])
  })

  it('never let a hidden place out into a format that cannot say it is hidden', () => {
    expect(textOf(writeLandmarks(noted, { format: 'pp' }))).toContain('active="0" name="c"')
    const secret = setOf([at('a', [1, 2, 3]), { ...at('c', [7654.25, 8, 9]), status: 'hidden', reason: 'a patch' }])
    for (const { name, keeps, write } of landmarkFormats) {
      if (!write || keeps.states.includes('hidden')) continue
      const format = landmarkFormatNames.find((known) => known === name)!
      const outcome = readOrRefuse(() => writeLandmarks(secret, { format, mesh }))
      if (!('value' in outcome)) continue
      const bytes = outcome.value
      expect(textOf(bytes), name).not.toContain('7654.25')
      const doubles = bytes.byteLength % 8 === 0 ? [...new Float64Array(bytes.slice().buffer)] : []
      expect(doubles, name).not.toContain(7654.25)
    }
  })
})

describe('points on their scan', () => {
  const around = { ...mesh, positions: mesh.positions.map((value) => value - 75) }
  const snap = (landmarks: readonly Landmark[]) =>
    onSurface(around, (surface) => snapLandmarks(landmarks, surface, 300))

  it('are moved to its surface, each with its distance; estimates stay', () => {
    const covered: Landmark = { ...at('c', [50, 50, -95]), status: 'occluded' }
    const { landmarks, moved } = snap([at('a', [30, 40, -77]), covered])
    expect(moved).toEqual([{ name: 'a', distance: 2 }])
    expect(landmarks[0].position?.map((value) => Number(value.toFixed(9)))).toEqual([30, 40, -75])
    expect(landmarks[0].surface?.triangle).toBe(0)
    expect(landmarks[1]).toEqual(covered)
  })

  it('in metres near an origin on the surface are refused as well: no face is a spot', () => {
    const corners: Vec3[] = [
      [-30, 40, -75],
      [30, 40, -75],
      [0, -20, -75],
    ]
    const onOrigin = { ...around, positions: around.positions.map((value, i) => value + (i % 3 === 2 ? 75 : 0)) }
    const inMetres = corners.map(([x, y], i) => at(`p${i}`, [x / 1000, y / 1000, 0]))
    const snapped = () => onSurface(onOrigin, (surface) => snapLandmarks(inMetres, surface, 300))
    expect(refusalOf(snapped).message).toContain('multiplied by 1000')
    const inMm = corners.map(([x, y], i) => at(`p${i}`, [x, y, 0]))
    expect(onSurface(onOrigin, (surface) => snapLandmarks(inMm, surface, 300)).moved).toHaveLength(3)
  })

  it.each([
    ['x and y negated', [-100, -40, -75], [-90, -20, -75]],
    ['multiplied by 1000', [0.03, 0.04, -0.075], [-0.075, 0.01, 0]],
    ['another scan', [900, 40, 7], [30, 40, -700]],
  ] as const)('too far away are refused: %s', (words, a, b) => {
    const { code, message } = refusalOf(() => snap([at('a', a), at('b', b)]))
    expect(code).toBe('input/landmarks-off-surface')
    expect(message).toContain(words)
  })
})

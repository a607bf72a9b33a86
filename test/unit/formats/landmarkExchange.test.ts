import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  changedNames,
  landmarkFormatOf,
  landmarkFormats,
  landmarkLosses,
  readLandmarks,
  writeLandmarks,
} from '#core/formats/index.ts'
import type { LandmarkFormatName } from '#core/formats/types.ts'
import type { Landmark, LandmarkSet } from '#core/model/landmarks.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { bytesOf, readOrRefuse, refusalOf } from './soundMesh.ts'

const read = (text: string, name: string) => readLandmarks(bytesOf(text), name)
const setOf = (landmarks: readonly Landmark[]): LandmarkSet => ({
  scheme: null,
  unit: 'mm',
  annotator: null,
  time: null,
  landmarks,
})
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const states = ['placed', 'unplaced', 'missing', 'occluded'] as const
const coordinate = fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value + 0)
const landmarks = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z]{1,6}[ ,"_]?[a-zé]{1,6}$/),
    status: fc.constantFrom(...states),
    point: fc.tuple(coordinate, coordinate, coordinate),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 12 },
)

const fileNames: Readonly<Record<string, string>> = { caesar: 'a.caesar.lnd', mrk: 'a.mrk.json' }

describe('every landmark format that is written', () => {
  const written = landmarkFormats.filter(({ write, name, needsMesh }) => write && !needsMesh && name !== 'lnd')
  it.each(written.map((format) => [format.name, format] as const))('%s gives back what it keeps', (name, format) => {
    const fileName = fileNames[name] ?? `a.${format.extensions[0]}`
    const formatName = landmarkFormatOf(fileName)
    if (formatName === null) throw new Error(`${fileName} is not written`)
    fc.assert(
      fc.property(landmarks, (drawn) => {
        const set = setOf(
          drawn.map(({ name: pointName, status, point }): Landmark => {
            const kept = status === 'placed' || format.keeps.states.includes(status) ? status : 'placed'
            const position = kept === 'placed' ? (point as Vec3) : null
            const plain = name === 'pp' || name === 'caesar' ? pointName.replace(/ /g, '_') : pointName
            return { name: plain, status: kept, position, surface: null }
          }),
        )
        fc.pre(new Set(set.landmarks.map((landmark) => landmark.name)).size === set.landmarks.length)
        const back = readLandmarks(writeLandmarks(set, { format: formatName }), fileName, {
          ...(!format.keeps.names && { pointNames: set.landmarks.map((landmark) => landmark.name) }),
        })
        expect(back.set.landmarks).toEqual(set.landmarks)
        expect(landmarkLosses(set, formatName).map(({ code }) => code)).not.toContain('landmark-states-lost')
      }),
      { seed: 31, numRuns: 60 },
    )
  })

  it('a file cut off anywhere is refused or read in part, never as numbers that are not there', () => {
    const set = setOf(
      [1, 2, 3].map((i): Landmark => ({ name: `p${i}`, status: 'placed', position: [i, 2, 3], surface: null })),
    )
    for (const { name, extensions, write, needsMesh } of landmarkFormats) {
      if (!write || needsMesh) continue
      const fileName = fileNames[name] ?? `a.${extensions[0]}`
      const bytes = writeLandmarks(set, { format: landmarkFormatOf(fileName) ?? 'json' })
      for (let length = 0; length < bytes.length; length += 3) {
        const reading = readOrRefuse(() => readLandmarks(bytes.slice(0, length), fileName))
        const points = 'value' in reading ? reading.value.set.landmarks : []
        for (const { position } of points) expect((position ?? []).every(Number.isFinite)).toBe(true)
      }
    }
  })

  it('says which states, names and units a format cannot hold', () => {
    const set = setOf([{ name: 'a', status: 'occluded', position: null, surface: null }])
    expect(landmarkLosses(set, 'json')).toEqual([])
    expect(landmarkLosses(set, 'mrk')).toEqual([])
    expect(landmarkLosses(set, 'tps').map(({ code }) => code)).toEqual([
      'landmark-names-lost',
      'landmark-states-lost',
      'landmark-unit-lost',
    ])
  })
})

describe('names that a format cannot hold', () => {
  const named = (...names: string[]): LandmarkSet =>
    setOf(names.map((name, i) => ({ name, status: 'placed', position: [i, 2, 3], surface: null })))
  const told = (format: LandmarkFormatName, ...names: string[]): string =>
    changedNames(writeLandmarks(named(...names), { format }), named(...names), { format })
      .map(({ message }) => message)
      .join()

  it('are told with what becomes of them, by reading the file again', () => {
    expect(told('pp', 'nose tip', 'chin')).toContain('“nose tip” as “nose_tip”')
    expect(told('pp', 'nose tip', 'chin')).not.toContain('chin')
    expect(told('caesar', 'nos\u0117')).toContain('“nos\u0117” as “nos?”')
    expect(told('csv', '1', '2')).toContain('“1” as “2:0”')
    expect(told('mrk', 'a, “b”', 'nos\u0117')).toBe('')
    expect(told('npy', 'a b')).toBe('')
  })

  it('are refused where they would make the file unreadable', () => {
    expect(refusalOf(() => told('lm3', '# nose')).message).toContain('could not be read again')
  })
})

describe('which of the two lists of 51 points', () => {
  const of51 = (scheme: string): LandmarkSet => ({
    ...setOf(
      Array.from({ length: 51 }, (_, i) => ({ name: `51:${i}`, status: 'placed', position: [i, 2, 3], surface: null })),
    ),
    scheme,
  })

  it('is kept by the formats that can, and said to be lost by all others', () => {
    const set = of51('flame-51-flame-fitting')
    for (const { name, extensions, write, needsMesh, keeps } of landmarkFormats) {
      const format = landmarkFormatOf(fileNames[name] ?? `a.${extensions[0]}`)
      if (!write || needsMesh || format === null) continue
      const back = readLandmarks(writeLandmarks(set, { format }), fileNames[name] ?? `a.${extensions[0]}`).set.scheme
      expect(back, name).toBe(keeps.scheme ? 'flame-51-flame-fitting' : 'flame-51')
      const codes = landmarkLosses(set, format).map(({ code }) => code)
      expect(codes.includes('landmark-scheme-lost'), name).toBe(!keeps.scheme)
    }
  })
})

describe('3D Slicer', () => {
  const fcsv = (system: string, row: string): string =>
    `# Markups fiducial file version = 5.6\n# CoordinateSystem = ${system}\n# columns = id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID\n${row}\n`

  it('negates x and y of RAS and says so', () => {
    const row = '1,-19.9,13.9,29.4,0,0,0,1,1,1,0,nose_tip,,,2,0'
    for (const lps of ['LPS', '1']) {
      const { set, warnings } = read(fcsv(lps, row), 'a.fcsv')
      expect(set.landmarks[0]).toMatchObject({ name: 'nose_tip', status: 'placed', position: [-19.9, 13.9, 29.4] })
      expect(warnings).toEqual([])
    }
    for (const ras of ['RAS', '0']) {
      const { set, warnings } = read(fcsv(ras, row), 'a.fcsv')
      expect(set.landmarks[0].position).toEqual([19.9, -13.9, 29.4])
      expect(warnings.map(({ code }) => code)).toEqual(['landmark-ras'])
    }
    expect(refusalOf(() => read(fcsv('IJK', row), 'a.fcsv')).code).toBe('input/landmark-fcsv')
  })

  it('reads a file with 14 columns and the four positionStatus', () => {
    expect(read(fcsv('LPS', '1,1,2,3,0,0,0,1,1,1,0,"a, b",,'), 'a.fcsv').set.landmarks[0].name).toBe('a, b')
    const rows = [0, 1, 2, 3].map((status) => `${status},1,2,3,0,0,0,1,1,1,0,p${status},,,${status},0`).join('\n')
    const { set } = read(fcsv('LPS', rows), 'a.fcsv')
    expect(set.landmarks.map(({ status }) => status)).toEqual(['unplaced', 'unplaced', 'placed', 'missing'])
  })

  it('names descriptions that are no states, which no landmark holds', () => {
    const { set, warnings } = read(fcsv('LPS', '1,1,2,3,0,0,0,1,1,1,0,nose,tip of the nose,'), 'a.fcsv')
    expect(set.landmarks[0]).toMatchObject({ name: 'nose', status: 'placed' })
    expect(warnings.map(({ message }) => message).join()).toContain('nose “tip of the nose”')
    expect(read(fcsv('LPS', '1,1,2,3,0,0,0,1,1,1,0,nose,uncertain: blurred,'), 'a.fcsv').warnings).toEqual([])
  })

  it('writes the unit into markups, and none where none is known', () => {
    const point: Landmark = { name: 'a', status: 'placed', position: [1, 2, 3], surface: null }
    for (const unit of ['mm', 'm', null] as const) {
      const bytes = writeLandmarks({ ...setOf([point]), unit }, { format: 'mrk' })
      expect(readLandmarks(bytes, 'a.mrk.json').set.unit).toBe(unit)
    }
  })

  it('reads markups, also under a plain .json, and negates RAS', () => {
    const point = { id: '1', label: 'nose_tip', position: [1, 2, 3] }
    const open = { id: '2', label: 'chin', position: '', positionStatus: 'missing' }
    const markups = [{ type: 'Fiducial', coordinateSystem: 'RAS', controlPoints: [point, open] }]
    const text = JSON.stringify({ '@schema': 'markups', markups })
    for (const name of ['a.mrk.json', 'a.json']) {
      const { set, warnings } = read(text, name)
      expect(set.landmarks.map(({ status }) => status)).toEqual(['placed', 'missing'])
      expect(set.landmarks[0].position).toEqual([-1, -2, 3])
      expect(warnings.map(({ code }) => code)).toEqual(['landmark-ras'])
    }
    const line = JSON.stringify({ '@schema': 'markups', markups: [{ type: 'Line', controlPoints: [point] }] })
    expect(refusalOf(() => read(line, 'a.mrk.json')).code).toBe('input/no-landmarks')
  })
})

describe('dialects under one ending', () => {
  it.each([
    ['version: 1\nn_points: 1\n{\n1 2\n}\n', 'a.pts', 'input/landmark-2d'],
    ['2\n1 2 3\n4 5 6\n', 'a.pts', 'input/landmark-point-cloud'],
    ['Version 1.0\n2\nS0000 1 2 3\n', 'a.pts', 'input/landmark-pts'],
    ['Version 1.0\n1\nS0000 1 2 x\n', 'a.pts', 'input/landmark-pts'],
    ['LM=1\n1 2\n', 'a.tps', 'input/landmark-2d'],
    ['LM3=1\n1 2 3\nID=a\nLM3=1\n1 2 3\nID=b\n', 'a.tps', 'input/landmark-specimens'],
    ['LM3=1\n1 2 3\nSCALE=0\n', 'a.tps', 'input/landmark-tps'],
    ['SUBJECT_ID = 7\n1 0 1 9 3 4 5 Sellion\n', 'a.lnd', 'input/landmark-lnd'],
    ['1 1 2 3\n3 1 2 3\n', 'a.lnd', 'input/landmark-lnd'],
    ['2 Landmarks:\nA\n1 2 3\n', 'a.lm3', 'input/landmark-lm3'],
    ['1.5 1 2 3\n', 'a.bnd', 'input/landmark-bnd'],
  ])('refuses %j', (text, name, code) => {
    expect(refusalOf(() => read(text, name)).code).toBe(code)
  })

  it('tells Stirling and CAESAR apart by content', () => {
    const stirling = Array.from({ length: 7 }, (_, i) => `${i + 1} ${i} 0.5 -2`).join('\n')
    expect(read(stirling, 'a.lnd').set).toMatchObject({ scheme: 'now-7' })
    const caesar = bytesOf('SUBJECT_ID = 7\nAUX =\n1 0 1 5.00 3 4 12.5 Lt. Infraorbitale\n')
    const { set } = readLandmarks(caesar, 'a.lnd')
    expect(set.landmarks[0]).toMatchObject({ name: 'Lt. Infraorbitale', position: [3, 4, 12.5] })
  })

  it('writes seven points for Stirling and refuses a point without a position', () => {
    const point: Landmark = { name: 'a', status: 'placed', position: [1, 2, 3], surface: null }
    expect(textOf(writeLandmarks(setOf([point]), { format: 'lnd' }))).toBe('1 1 2 3\n')
    const absent = setOf([{ ...point, status: 'missing', position: null }])
    expect(refusalOf(() => writeLandmarks(absent, { format: 'lnd' })).code).toBe('input/landmark-absent')
  })

  it('multiplies the coordinates of TPS by its scale, and says so', () => {
    const { set, warnings } = read('LM3=2\n1 2 3\nNA NA NA\nID=x\nSCALE=0.5\n', 'a.tps')
    expect(set.landmarks.map(({ position }) => position)).toEqual([[0.5, 1, 1.5], null])
    expect(warnings.map(({ code }) => code)).toContain('landmark-scaled')
  })

  it('reads 83 points of BU-3DFE without a warning of their number', () => {
    const text = Array.from({ length: 83 }, (_, i) => `${i * 7} ${i} 2 3`).join('\n')
    const { set, warnings } = read(text, 'a.bnd')
    expect(set.landmarks[82]).toMatchObject({ name: '83:82', position: [82, 2, 3] })
    expect(warnings.map(({ code }) => code)).toEqual(['landmark-names-guessed'])
  })
})

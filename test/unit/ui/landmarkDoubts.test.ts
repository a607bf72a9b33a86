import { describe, expect, it } from 'vitest'
import { type DoubtedScan, landmarkDoubts } from '#core/editor/landmarkDoubts.ts'
import { applyLandmarkEdit } from '#core/editor/landmarkEdits.ts'
import { renameLandmarks } from '#core/editor/landmarkRenames.ts'
import { shapeDoubts } from '#core/geometry/shape/pointDoubts.ts'
import { type Landmark, placedPoints } from '#core/model/landmarks.ts'
import { seededRandom } from '#core/model/random.ts'
import { head8 } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'

/** Eight points of a person who is not the average head: 2.5 mm noise in every axis, seed 21; mm. */
const person: readonly Landmark[] = (() => {
  const random = seededRandom(21)
  return head8.points.map(({ name, templatePosition }) => ({
    name,
    status: 'placed',
    position: (templatePosition as Vec3).map((value) => 1000 * value + 2.5 * random.normal()) as unknown as Vec3,
    surface: null,
  }))
})()

const scanOf = (role: 'coarse' | 'fine', o: Partial<DoubtedScan> = {}): DoubtedScan => ({
  id: `${role}-scan`,
  side: role === 'coarse' ? 'source' : 'target',
  called: `the ${role} scan`,
  unit: 'mm',
  up: '+y',
  landmarks: person,
  ...o,
})
const titles = new Map(head8.points.map(({ name, title }) => [name, title]))
const doubts = (...scans: readonly DoubtedScan[]) => landmarkDoubts(scans, (name) => titles.get(name) ?? name)

const exchanged = renameLandmarks(person, [
  ['right_lips', 'left_lips'],
  ['left_lips', 'right_lips'],
])
const mirrored = person.map((point) => {
  const [x, y, z] = point.position as Vec3
  return { ...point, position: [-x, y, z] as const }
})

describe('doubts about points', () => {
  it('has none about two good scans, nor while there are too few points', () => {
    expect(doubts(scanOf('coarse'), scanOf('fine'))).toEqual([])
    expect(doubts(scanOf('fine', { landmarks: exchanged.slice(0, 3) }))).toEqual([])
  })

  it('sees an exchanged pair on a scan alone and heals it', () => {
    const [doubt, ...others] = doubts(scanOf('fine', { landmarks: exchanged }))
    expect(others).toEqual([])
    expect(doubt.message).toMatch(/mouth corner.*exchanged on the fine scan/)
    const [heal] = doubt.heals
    if (heal?.kind !== 'rename') throw new Error('a rename was expected')
    const healed = applyLandmarkEdit({ landmarks: exchanged }, { kind: 'rename', names: heal.names }).landmarks
    expect(new Map(healed.map(({ name, position }) => [name, position]))).toEqual(
      new Map(person.map(({ name, position }) => [name, position])),
    )
    expect(doubts(scanOf('fine', { landmarks: healed }))).toEqual([])
  })

  it('tells one exchanged pair once, though the other scan says so too', () => {
    const found = doubts(scanOf('coarse'), scanOf('fine', { landmarks: exchanged }))
    expect(found).toHaveLength(1)
    expect(found[0].heals.map(({ scanId }) => scanId)).toEqual(['fine-scan'])
  })

  it('sees a scan in the wrong unit, one with another axis up, and a mirrored one', () => {
    const [unit] = doubts(scanOf('fine', { unit: 'm' }))
    expect(unit.heals).toMatchObject([{ kind: 'unit', unit: 'mm' }])
    const up = doubts(scanOf('coarse', { up: '-z' }), scanOf('fine'))
    expect(up.map(({ heals }) => heals)).toMatchObject([[{ kind: 'up', scanId: 'coarse-scan', up: '+y' }]])
    const [mirror] = doubts(scanOf('fine', { landmarks: mirrored }))
    expect(mirror.message).toContain('mirror')
    const [heal] = mirror.heals
    if (heal?.kind !== 'rename') throw new Error('a rename was expected')
    expect(doubts(scanOf('fine', { landmarks: renameLandmarks(mirrored, heal.names) }))).toEqual([])
  })

  it('points at a stray', () => {
    const stray = person.map((point) =>
      point.name === 'nose_tip' ? { ...point, position: [60, 60, 20] as const } : point,
    )
    const found = doubts(scanOf('fine', { landmarks: stray }))
    expect(found.flatMap(({ names }) => names)).toContain('nose_tip')
  })

  it('names a stray by the shapes of faces, unless names are exchanged', () => {
    const of = (landmarks: readonly Landmark[]) =>
      doubts(scanOf('fine', { landmarks, shape: shapeDoubts(placedPoints({ landmarks }), []) }))
    expect(of(person)).toEqual([])
    const stray = person.map((point) => {
      const [x, y, z] = point.position as Vec3
      return point.name === 'nose_base' ? { ...point, position: [x, y - 22, z] as const } : point
    })
    const about = of(stray).filter(({ names }) => names.includes('nose_base'))
    expect(about).toHaveLength(1)
    expect(about[0].message).toMatch(/^Nose base /)
    expect(of(exchanged).filter(({ key }) => key.startsWith('shape/'))).toEqual([])
  })
})

describe('other names for points', () => {
  it('keeps the places with the points and the order of the set', () => {
    expect(exchanged.map(({ name }) => name)).toEqual(person.map(({ name }) => name))
    const moved = exchanged.find(({ name }) => name === 'right_lips')
    expect(moved?.position).toEqual(person.find(({ name }) => name === 'left_lips')?.position)
  })

  it('takes no name that another point keeps', () => {
    expect(renameLandmarks(person, [['nose_tip', 'nose_base']])).toEqual(person)
    const chin = renameLandmarks(person, [['nose_tip', 'chin']])
    expect(chin.map(({ name }) => name)).toContain('chin')
    expect(chin).toHaveLength(person.length)
  })
})

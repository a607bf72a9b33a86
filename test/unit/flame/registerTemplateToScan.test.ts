import { describe, expect, test } from 'vitest'
import type { LandmarkEmbedding } from '#core/flame/embedding.ts'
import { headTopologyOf } from '#core/flame/headTopology.ts'
import { pointOnSurface } from '#core/flame/landmarkRows.ts'
import type { FlameModel } from '#core/flame/model.ts'
import { registerTemplateToScan, type ScanTemplateInput } from '#core/flame/template/registerTemplateToScan.ts'
import { sharedLandmarks } from '#core/flame/template/sharedLandmarks.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { transformPoints, type Vec3 } from '#core/model/transform.ts'
import { generateCapture } from '#core/synth/capture.ts'
import { standInEmbedding } from '#core/synth/standInEmbedding.ts'
import { standInModel } from '#core/synth/standInModel.ts'
import { smallEmbedding, smallModel } from './smallModel.ts'
import { smallScan, sortedErrorsMm } from './smallScan.ts'

const model = smallModel(61)
/** Without its eyeballs: a plain head, whose vertices come first in the model. */
const skinCount = 1 + 56 * 40
const template: Mesh = {
  positions: Float32Array.from(model.template.subarray(0, skinCount * 3)),
  triangles: model.triangles.filter((_, i) => model.triangles[i - (i % 3)] < skinCount),
}
/** The points of an embedding on the template of a model. */
const landmarksOn = (of: FlameModel, { pointNames, faces, barycentrics }: LandmarkEmbedding): LandmarkSet => ({
  ...{ scheme: 'head-8', unit: 'm', annotator: null, time: null },
  landmarks: (pointNames ?? []).map((name, i) => {
    const [a, b, c] = of.triangles.subarray(faces[i] * 3, faces[i] * 3 + 3)
    const [wa, wb, wc] = barycentrics.subarray(i * 3, i * 3 + 3)
    const position = pointOnSurface({ vertices: [a, b, c], barycentrics: [wa, wb, wc] }, of.template)
    return { name, status: 'placed' as const, position, surface: null }
  }),
})
const templateLandmarks = landmarksOn(model, smallEmbedding)

/** The scan in mm of a person with an own form, who looks the same way as the template give or take; see `smallScan`. */
const taken = smallScan(model, 62)
const truthOf = ({ truth }: typeof taken): Float64Array => truth.slice(0, skinCount * 3)
const inputOf = (change: Partial<ScanTemplateInput> = {}): ScanTemplateInput => ({
  ...{ scan: taken.scan, scanUnit: null, scanLandmarks: taken.landmarks },
  ...{ template, templateUnit: null, templateLandmarks, isTested: false },
  ...change,
})
const errorsMm = (vertices: Float64Array): Float64Array =>
  sortedErrorsMm(
    vertices.map((value) => value / 1000),
    truthOf(taken),
  )
const median = (sorted: Float64Array): number => sorted[sorted.length >> 1]

describe('a template of the small head on a scan of it (seeds 61, 62)', () => {
  const result = registerTemplateToScan(inputOf({ isTested: true }), {})

  test('lies on the scan, near its true places, in the frame and unit of the scan', () => {
    expect(result).toMatchObject({ start: 'landmarks', unit: 'mm', landmarksUnused: [] })
    expect(result.landmarksUsed).toHaveLength(8)
    // A bare ball-like head says little of where within its surface a point belongs.
    expect(median(errorsMm(result.vertices))).toBeLessThan(4)
    expect(result.report.scanToMeshMm.median).toBeLessThan(0.2)
    expect(result.report.meshToScanMm.median).toBeLessThan(0.1)
    expect(result.report.flippedFaces.outsideEars).toBe(0)
    expect(result.landmarkRmsMm).toBeLessThan(1.5)
    expect(result.certificate.verdict).not.toBe('red')
    const [region] = result.report.regions
    expect(Object.values(region.states).reduce((sum, share) => sum + share)).toBeCloseTo(1, 6)
  })

  test('landmarks that are left out are compared with the similarity alone', () => {
    const heldOut = result.report.heldOutMm
    expect(heldOut?.count).toBe(8)
    expect(heldOut?.registration).toBeLessThan(heldOut?.model ?? 0)
    const message = result.certificate.reasons.find(({ code }) => code === 'registration/held-out')?.message
    expect(message).toContain('by the similarity alone')
  })

  test('an inside-out scan gives the same, and says so', () => {
    const { triangles } = taken.scan
    const turned = triangles.map((_, i) => triangles[i - (i % 3) + (2 - (i % 3))])
    const other = registerTemplateToScan(inputOf({ scan: { ...taken.scan, triangles: turned } }), {})
    expect(other.warnings.map(({ code }) => code)).toContain('scan-inside-out')
    expect(median(errorsMm(other.vertices))).toBeLessThan(4)
  })
})

test('one landmark off the template is named and left out (seeds 61, 62)', () => {
  const moved = (count: number): LandmarkSet => ({
    ...templateLandmarks,
    landmarks: templateLandmarks.landmarks.map((landmark, i) =>
      i < count && landmark.position
        ? { ...landmark, position: landmark.position.map((value) => value * 1.9) as unknown as Vec3 }
        : landmark,
    ),
  })
  const { landmarksUnused, warnings } = registerTemplateToScan(inputOf({ templateLandmarks: moved(1) }), {})
  expect(landmarksUnused).toEqual([templateLandmarks.landmarks[0].name])
  expect(warnings.map(({ code }) => code)).toContain('landmarks-off-template')
})

test('a template without a surface is refused in a sentence', () => {
  const cloud = { ...template, triangles: new Uint32Array(0) }
  expect(() => registerTemplateToScan(inputOf({ template: cloud }), {})).toThrow('no triangles')
})

describe('the template of the stand-in head on the scan of a generated person (seed 41)', () => {
  const found = generateCapture({ seed: 41, views: 1, photoSizePx: 16 })
  const standIn = standInModel()
  const embedding = standInEmbedding(standIn)
  const { isEyeball } = headTopologyOf(standIn)
  const tip = found.truth.landmarks.fineMm.get('nose_tip') ?? [0, 0, 0]

  /** Of what the scan shows of the skin within 95 mm of the nose tip. */
  const faceErrorsMm = (vertices: Float64Array): Float64Array => {
    const { registrationVertices: truth, observed } = found.truth
    const errors: number[] = []
    for (let v = 0; v < standIn.vertexCount; v++) {
      const offset = (from: ArrayLike<number>): number =>
        Math.hypot(from[0] - truth[v * 3], from[1] - truth[v * 3 + 1], from[2] - truth[v * 3 + 2])
      if (isEyeball[v] || !observed[v] || offset(tip) > 95) continue
      errors.push(offset(vertices.subarray(v * 3, v * 3 + 3)))
    }
    return Float64Array.from(errors).sort()
  }
  const register = (withLandmarks: boolean) =>
    registerTemplateToScan(
      {
        ...(withLandmarks
          ? { scan: found.fine, scanUnit: 'mm' as const, scanLandmarks: found.fineLandmarks }
          : { scan: found.coarse, scanUnit: 'm' as const, scanLandmarks: null }),
        template: { positions: Float32Array.from(standIn.template), triangles: standIn.triangles },
        templateUnit: 'm',
        templateLandmarks: withLandmarks ? landmarksOn(standIn, embedding) : null,
        isTested: false,
      },
      {},
    )

  test('from eight landmarks', () => {
    const { vertices, certificate, report, start } = register(true)
    const errors = faceErrorsMm(vertices)
    expect(start).toBe('landmarks')
    expect(median(errors)).toBeLessThan(1.4)
    expect(errors[Math.floor(errors.length * 0.9)]).toBeLessThan(3.5)
    expect(report.scanToMeshMm.median).toBeLessThan(0.2)
    expect(certificate.verdict).toBe('green')
  })

  test('from the shape of the coarse scan alone, which is never green', () => {
    const { vertices, certificate, start } = register(false)
    const errors = faceErrorsMm(transformPoints(found.truth.fineFromCoarse, vertices))
    expect(start).toBe('shape')
    expect(median(errors)).toBeLessThan(2)
    expect(errors[Math.floor(errors.length * 0.9)]).toBeLessThan(5)
    expect(certificate.verdict).not.toBe('green')
  })
})

describe('points that two sets share', () => {
  const set = (names: readonly string[], scheme: string | null = null): LandmarkSet => ({
    ...{ scheme, unit: null, annotator: null, time: null },
    landmarks: names.map((name, i) => ({ name, status: 'placed', position: [i, 0, 0], surface: null })),
  })
  const names = (template: LandmarkSet, scan: LandmarkSet): string[] =>
    sharedLandmarks(template, scan).shared.map(({ name }) => name)

  test('lists of 51 and 68, of 468 and 478, and head-8 by name', () => {
    expect(names(set(['51:0', '51:19', '51:13']), set(['68:17', '68:36', '68:0']))).toEqual(['51:0', 'right_eye_outer'])
    expect(names(set(['right_lips', 'nose_tip']), set(['68:48', '68:30']))).toEqual(['right_lips'])
    expect(names(set(['468:4', '468:9']), set(['478:4', '478:470']))).toEqual(['468:4'])
  })

  test('the first fourteen of the two sets of 51 are different places', () => {
    const [a, b] = [set(['51:3', '51:40'], 'flame-51-ringnet'), set(['51:3', '51:40'], 'flame-51-flame-fitting')]
    expect(sharedLandmarks(a, b)).toMatchObject({ shared: [{ name: '51:40' }], unused: ['51:3'] })
    expect(names(a, a)).toHaveLength(2)
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { loadEmbedding } from '#core/flame/embedding.ts'
import { loadFlameModel } from '#core/flame/model.ts'
import { proposeFromModel } from '#core/flame/proposeFromModel.ts'
import { readLandmarks, readMesh } from '#core/formats/index.ts'
import { proposeFromScheme } from '#core/geometry/shape/proposeFromScheme.ts'
import { onSurface } from '#core/jobs/proposeLandmarks.ts'
import type { LandmarkProposal } from '#core/model/landmarkProposals.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { landmarkSchemes } from '#core/model/schemes.ts'
import type { Vec3 } from '#core/model/transform.ts'

const data = join(import.meta.dirname, '..', '..', '..', 'shared', 'data')
const isThere = existsSync(join(data, 'flame-scan-sample'))
if (!isThere) console.warn('SKIPPED: proposals on the shared scans, ../shared/data is not there')

const bytesOf = (...path: string[]): Uint8Array => readFileSync(join(data, ...path))
const scheme = landmarkSchemes.get('flame-51-flame-fitting')!

const rms = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)

const errorsMm = (proposals: readonly LandmarkProposal[], truth: ReadonlyMap<string, Vec3>): number[] =>
  proposals.flatMap(({ name, position }) => {
    const point = truth.get(name)
    return point ? [Math.hypot(...position.map((value, axis) => value - point[axis]))] : []
  })

describe.skipIf(!isThere)('51 points of a scan from eight', () => {
  const scanOf = (scan: string) => ({
    mesh: readMesh(bytesOf('flame-scan-sample', scan, 'scan.ply'), 'scan.ply').mesh,
    eight: readLandmarks(bytesOf('flame-scan-sample', scan, 'landmarks8.json'), 'landmarks8.json').set,
    all: placedPoints(readLandmarks(bytesOf('flame-scan-sample', scan, 'landmarks51.json'), 'landmarks51.json').set),
  })

  test.each(['scan_001', 'scan_002'])('by the scheme alone, on %s: as near as announced', (scan) => {
    const { mesh, eight, all } = scanOf(scan)
    const { proposals, withheld } = onSurface(mesh, (surface) =>
      proposeFromScheme(placedPoints(eight), scheme, surface),
    )
    expect(withheld.length).toBeLessThanOrEqual(2)
    const errors = errorsMm(proposals, all)
    expect(errors).toHaveLength(51 - withheld.length)
    expect(rms(errors)).toBeLessThan(6)
    expect(rms(errors) / rms(proposals.map(({ sigmaMm }) => sigmaMm))).toBeLessThan(1.1)
  })

  test('by a fitted head model, on scan_001: nearer', () => {
    const { mesh, eight, all } = scanOf('scan_001')
    const fileName = 'flame2023open_layout_60of300shape_0expr.pkl'
    const model = loadFlameModel(gunzipSync(bytesOf('flame', 'fixtures', `${fileName}.gz`)), fileName)
    const embeddingName = 'flame_static_embedding__flame-fitting.pkl'
    const embedding = loadEmbedding(bytesOf('flame', 'embeddings', embeddingName), embeddingName)
    const found = proposeFromModel({ scan: mesh, unit: 'mm', landmarks: eight, scheme, model, embedding }, {})
    const errors = errorsMm(found.proposals, all)
    expect(errors.length).toBeGreaterThan(45)
    expect(rms(errors)).toBeLessThan(2.7)
    expect(rms(errors) / rms(found.proposals.map(({ sigmaMm }) => sigmaMm))).toBeLessThan(1.2)
    console.info(`model: ${rms(errors).toFixed(2)} mm, announced ${found.proposals[0].sigmaMm.toFixed(2)} mm`)
  })
})

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCamerasNpz } from '#core/formats/cameras.ts'
import { readLandmarks, readMesh } from '#core/formats/index.ts'
import { type AlignInput, alignScans } from '#core/geometry/alignScans.ts'
import { cameraParts, carryCamera } from '#core/geometry/camera.ts'
import { projectPoint } from '#core/geometry/lens.ts'
import { reportMesh } from '#core/geometry/meshReport.ts'
import { type Mat4, scaleOf, toMat4, transformPoint, type Vec3 } from '#core/model/transform.ts'

const samples = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'capture-sample')
const isThere = existsSync(samples)
if (!isThere) console.warn('SKIPPED: alignment on the shared captures, ../shared/data/capture-sample is not there')

const bytesOf = (subject: string, name: string): Uint8Array => readFileSync(join(samples, `subject_${subject}`, name))

interface Truth {
  readonly high_from_low: readonly (readonly number[])[]
  readonly lowres: { readonly clutter_vertices: readonly number[] }
}

const truthOf = (subject: string): { targetFromSource: Mat4; clutter: ReadonlySet<number> } => {
  const truth = JSON.parse(new TextDecoder().decode(bytesOf(subject, 'truth.json'))) as Truth
  return { targetFromSource: toMat4(truth.high_from_low.flat()), clutter: new Set(truth.lowres.clutter_vertices) }
}

const inputOf = (subject: string): AlignInput => ({
  source: {
    mesh: readMesh(bytesOf(subject, 'lowres.ply'), 'lowres.ply').mesh,
    landmarks: readLandmarks(bytesOf(subject, 'lowres_landmarks.json'), 'lowres_landmarks.json').set,
    unit: 'm',
  },
  target: {
    mesh: readMesh(bytesOf(subject, 'highres.ply'), 'highres.ply').mesh,
    landmarks: readLandmarks(bytesOf(subject, 'highres_landmarks.json'), 'highres_landmarks.json').set,
    unit: 'mm',
  },
  options: { scale: 'free', metric: 'point-to-plane', overlap: 'auto' },
})

/** Mean distance between where both transforms take the vertices of the person, millimetres. */
const meanError = (found: Mat4, truth: Mat4, positions: Float32Array, clutter: ReadonlySet<number>): number => {
  let sum = 0
  let count = 0
  for (let i = 0; i < positions.length / 3; i++) {
    if (clutter.has(i)) continue
    const point: Vec3 = [positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2]]
    const a = transformPoint(found, point)
    const b = transformPoint(truth, point)
    sum += Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
    count++
  }
  return sum / count
}

describe.skipIf(!isThere)('capture-sample', () => {
  test.each(['001', '002'])('subject %s: within 0.10 mm and 0.05 percent of the truth from noisy clicks', (subject) => {
    const input = inputOf(subject)
    const truth = truthOf(subject)
    const result = alignScans(input)
    const error = meanError(result.targetFromSource, truth.targetFromSource, input.source.mesh.positions, truth.clutter)
    const scaleError = result.scale / scaleOf(truth.targetFromSource) - 1
    console.info(
      `subject ${subject}: mean error ${error.toFixed(4)} mm, scale off by ${(100 * scaleError).toFixed(4)} %`,
    )
    expect(error).toBeLessThan(0.1)
    expect(Math.abs(scaleError)).toBeLessThan(0.0005)
    expect(result.stop).toBe('converged')
    expect(result.residual.median).toBeLessThan(0.6)
    expect(result.warnings.map(({ code }) => code)).toEqual(['align/floating-pieces'])
  })

  test('a scan that is said to be in millimetres but is in metres is healed', () => {
    const truth = truthOf('001')
    const input = { ...inputOf('001'), source: { ...inputOf('001').source, unit: 'mm' as const } }
    const result = alignScans(input)
    expect(
      meanError(result.targetFromSource, truth.targetFromSource, input.source.mesh.positions, truth.clutter),
    ).toBeLessThan(0.1)
    expect(result.warnings.map(({ code }) => code)).toContain('align/unit-mismatch')
  })

  test.each(['001', '002'])(
    'subject %s: cameras carried by the true transform project as the true cameras do',
    (subject) => {
      const low = readCamerasNpz(bytesOf(subject, 'cameras_lowres.npz')).cameras
      const high = readCamerasNpz(bytesOf(subject, 'truth_cameras_highres.npz')).cameras
      const { targetFromSource } = truthOf(subject)
      const landmarks = inputOf(subject).target.landmarks?.landmarks ?? []
      expect(low.size).toBe(12)
      for (const [index, camera] of low) {
        const carried = carryCamera(camera, targetFromSource)
        const expected = high.get(index)
        if (!expected) throw new Error(`no true camera ${index}`)
        for (const { position } of landmarks) {
          const found = projectPoint(carried, position ?? [0, 0, 0])
          const wanted = projectPoint(expected, position ?? [0, 0, 0])
          expect(Math.hypot(found.xPx - wanted.xPx, found.yPx - wanted.yPx)).toBeLessThan(1e-6)
          expect(Math.abs(found.depth - wanted.depth)).toBeLessThan(1e-6)
        }
        const parts = cameraParts(carried)
        const wantedParts = cameraParts(expected)
        for (const key of ['intrinsics', 'rotation', 'translation', 'center'] as const) {
          parts[key].forEach((value, i) => {
            expect(Math.abs(value - wantedParts[key][i])).toBeLessThan(1e-6)
          })
        }
      }
    },
  )

  test.each(['001', '002'])('subject %s: the units of both scans are seen', (subject) => {
    const { source, target } = inputOf(subject)
    expect(reportMesh(source.mesh).unit.guess).toBe('m')
    expect(reportMesh(target.mesh).unit.guess).toBe('mm')
  })
})

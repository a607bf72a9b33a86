import type { AlignInput } from '#core/geometry/alignScans.ts'
import type { AlignOptions } from '#core/model/alignment.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { type Mat4, toMat4 } from '#core/model/transform.ts'
import type { LengthUnit } from '#core/model/units.ts'
import type { scanPair } from './bumpyHead.ts'

export const usual: AlignOptions = { scale: 'free', metric: 'point-to-plane', overlap: 'auto' }

/** What a test changes of a pair. */
export interface Changes {
  readonly source?: Mesh
  readonly target?: Mesh
  readonly sourceLandmarks?: LandmarkSet | null
  readonly targetLandmarks?: LandmarkSet | null
  readonly sourceUnit?: LengthUnit | null
  readonly targetUnit?: LengthUnit | null
  readonly options?: AlignOptions
}

export const inputOf = (pair: ReturnType<typeof scanPair>, changes: Changes = {}): AlignInput => {
  const all = { ...pair, sourceUnit: 'm', targetUnit: 'mm', options: usual, ...changes } as const
  return {
    source: { mesh: all.source, landmarks: all.sourceLandmarks, unit: all.sourceUnit },
    target: { mesh: all.target, landmarks: all.targetLandmarks, unit: all.targetUnit },
    options: all.options,
  }
}

export const codesOf = (result: { warnings: readonly { code: string }[] }): readonly string[] =>
  result.warnings.map(({ code }) => code)

export const renamed = (set: LandmarkSet, names: Readonly<Record<string, string>>): LandmarkSet => ({
  ...set,
  landmarks: set.landmarks.map((landmark) => ({ ...landmark, name: names[landmark.name] ?? landmark.name })),
})

export const swapLips = { left_lips: 'right_lips', right_lips: 'left_lips' }
export const swapEyes = { left_eye: 'right_eye', right_eye: 'left_eye' }

/** A scan as some exporters leave it: x negated, triangles turned so that outside stays outside. */
export const mirroredMesh = (mesh: Mesh): Mesh => ({
  positions: mesh.positions.map((value, i) => (i % 3 === 0 ? -value : value)),
  triangles: mesh.triangles.map((_, i, all) => all[i % 3 === 0 ? i : i % 3 === 1 ? i + 1 : i - 1]),
})
export const scaling = (s: number): Mat4 => toMat4([s, 0, 0, 0, 0, s, 0, 0, 0, 0, s, 0, 0, 0, 0, 1])
export const mirror = toMat4([-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])

import type { LandmarkEmbedding } from '#core/flame/embedding.ts'
import { type FlameModel, flameModelOf } from '#core/flame/model.ts'
import { seededRandom } from '#core/model/random.ts'
import { head8 } from '#core/model/schemes.ts'

const around = 56
const down = 40
const eyeAround = 12
const eyeDown = 8
const shapeCount = 300
const usedShapes = 8
const usedExpressions = 3

/** Bumps of the face: where (angle from straight ahead, height as polar angle), how wide, how high (m). */
const bumps = [
  { side: 0, polar: 1.62, width: 0.16, height: 0.022 },
  { side: 0, polar: 2.0, width: 0.12, height: 0.006 },
  { side: 0.42, polar: 1.42, width: 0.14, height: -0.007 },
  { side: -0.42, polar: 1.42, width: 0.14, height: -0.007 },
  { side: 0, polar: 2.35, width: 0.2, height: 0.012 },
  { side: 0.55, polar: 1.75, width: 0.2, height: 0.005 },
  { side: -0.55, polar: 1.75, width: 0.2, height: 0.005 },
] as const

const radiusAt = (side: number, polar: number): number =>
  bumps.reduce(
    (sum, b) => sum + b.height * Math.exp(-((side - b.side) ** 2 + (polar - b.polar) ** 2) / (2 * b.width ** 2)),
    0.09,
  )

/** A skin of `around` meridians from the crown to an open neck: +Y up, +Z ahead, +X the subject's left. */
const buildSkin = () => {
  const positions: number[] = [0, 0.1, 0]
  const triangles: number[] = []
  for (let row = 0; row < down; row++) {
    const polar = ((row + 1) / down) * 2.75
    for (let i = 0; i < around; i++) {
      const side = (i / around) * 2 * Math.PI
      const signed = side > Math.PI ? side - 2 * Math.PI : side
      const radius = radiusAt(signed, polar)
      positions.push(
        0.8 * radius * Math.sin(polar) * Math.sin(side),
        1.1 * radius * Math.cos(polar),
        radius * Math.sin(polar) * Math.cos(side),
      )
    }
  }
  const at = (row: number, i: number): number => 1 + row * around + (i % around)
  for (let i = 0; i < around; i++) triangles.push(0, at(0, i), at(0, i + 1))
  for (let row = 0; row + 1 < down; row++) {
    for (let i = 0; i < around; i++) {
      triangles.push(at(row, i), at(row + 1, i), at(row + 1, i + 1))
      triangles.push(at(row, i), at(row + 1, i + 1), at(row, i + 1))
    }
  }
  return { positions, triangles }
}

const addEyeball = (
  positions: number[],
  triangles: number[],
  center: readonly [number, number, number],
): readonly [number, number] => {
  const first = positions.length / 3
  for (let row = 0; row <= eyeDown; row++) {
    const polar = (row / eyeDown) * Math.PI
    for (let i = 0; i < eyeAround; i++) {
      const side = (i / eyeAround) * 2 * Math.PI
      // The poles lie fore and aft, so that no triangle there has an area of zero in view.
      positions.push(
        center[0] + 0.012 * Math.sin(polar) * Math.cos(side),
        center[1] + 0.012 * Math.sin(polar) * Math.sin(side),
        center[2] + 0.012 * Math.cos(polar),
      )
    }
  }
  for (let row = 0; row < eyeDown; row++) {
    for (let i = 0; i < eyeAround; i++) {
      const a = first + row * eyeAround + i
      const b = first + row * eyeAround + ((i + 1) % eyeAround)
      triangles.push(a, a + eyeAround, b + eyeAround, a, b + eyeAround, b)
    }
  }
  return [first, positions.length / 3]
}

/**
 * A small head in FLAME's layout: skin with an open neck, two eyeballs, five joints, 300 + 100 components of which 8
 * and 3 move anything. All from a seed.
 */
export const smallModel = (seed: number): FlameModel => {
  const random = seededRandom(seed)
  const { positions, triangles } = buildSkin()
  const skinCount = positions.length / 3
  const eyes = [0.031, -0.031].map((x) => addEyeball(positions, triangles, [x, 0.012, 0.062]))
  const vertexCount = positions.length / 3
  const template = Float64Array.from(positions)
  const weights = new Float64Array(vertexCount * 5)
  for (let v = 0; v < skinCount; v++) {
    const y = template[v * 3 + 1]
    const z = template[v * 3 + 2]
    const neck = 1 / (1 + Math.exp(-(y + 0.075) / 0.008))
    const jaw = neck / (1 + Math.exp((y + 0.035) / 0.006)) / (1 + Math.exp(-(z - 0.02) / 0.01))
    weights.set([1 - neck, neck - jaw, jaw, 0, 0], v * 5)
  }
  eyes.forEach(([from, to], side) => {
    for (let v = from; v < to; v++) weights[v * 5 + 3 + side] = 1
  })
  return flameModelOf(
    {
      template,
      triangles: Uint32Array.from(triangles),
      shapeDirs: smoothFields(template, {
        count: shapeCount + 100,
        used: (c) => c < usedShapes || (c >= shapeCount && c < shapeCount + usedExpressions),
        heightM: 0.0025,
        random,
      }),
      poseDirs: smoothFields(template, { count: 36, used: () => true, heightM: 0.002, random }),
      weights,
      jointRegressor: regressorFor(template, skinCount, eyes),
      parents: Int32Array.of(-1, 0, 1, 1, 1),
    },
    { name: `small-${seed}`, sha256: null, warnings: [] },
  )
}

/** Component-major fields of a few waves each; empty where `used` says so. */
const smoothFields = (
  template: Float64Array,
  o: { count: number; used: (c: number) => boolean; heightM: number; random: ReturnType<typeof seededRandom> },
): Float32Array => {
  const out = new Float32Array(o.count * template.length)
  for (let c = 0; c < o.count; c++) {
    if (!o.used(c)) continue
    const wave = [0, 1, 2].map(() => 22 * o.random.normal())
    const phase = 2 * Math.PI * o.random.next()
    const move = [0, 1, 2].map(() => o.heightM * o.random.normal())
    for (let i = 0; i < template.length; i += 3) {
      const height = Math.sin(wave[0] * template[i] + wave[1] * template[i + 1] + wave[2] * template[i + 2] + phase)
      for (let axis = 0; axis < 3; axis++) out[c * template.length + i + axis] = height * move[axis]
    }
  }
  return out
}

/** Each joint the mean of some vertices: neck ring, skull, jaw, eyeballs. */
const regressorFor = (
  template: Float64Array,
  skinCount: number,
  eyes: readonly (readonly [number, number])[],
): FlameModel['jointRegressor'] => {
  const skin = Array.from({ length: skinCount }, (_, v) => v)
  const members = [
    skin.filter((v) => template[v * 3 + 1] < -0.09),
    skin.filter((v) => template[v * 3 + 1] < -0.06),
    skin.filter((v) => Math.abs(template[v * 3 + 1]) < 0.01 && Math.abs(template[v * 3 + 2]) < 0.02),
    ...eyes.map(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)),
  ]
  const rowStart = new Uint32Array(6)
  members.forEach((list, joint) => {
    rowStart[joint + 1] = rowStart[joint] + list.length
  })
  return {
    rowStart,
    columns: Uint32Array.from(members.flat()),
    values: Float64Array.from(members.flatMap((list) => list.map(() => 1 / list.length))),
  }
}

const places: Readonly<Record<string, readonly [side: number, polar: number]>> = {
  right_eye_outer: [-0.62, 1.42],
  right_eye: [-0.22, 1.44],
  left_eye: [0.22, 1.44],
  left_eye_outer: [0.62, 1.42],
  nose_base: [0, 1.82],
  right_lips: [-0.3, 2.03],
  left_lips: [0.3, 2.03],
  nose_tip: [0, 1.62],
}

/** head-8 on the small head: the triangle at each place, in its middle. */
export const smallEmbedding: LandmarkEmbedding = {
  name: 'small-head-8',
  pointCount: 8,
  pointNames: head8.points.map((point) => point.name),
  faces: Uint32Array.from(head8.points, ({ name }) => {
    const [side, polar] = places[name]
    const row = Math.round((polar / 2.75) * down) - 1
    const i = Math.round((((side + 2 * Math.PI) % (2 * Math.PI)) / (2 * Math.PI)) * around) % around
    return around + (row * around + i) * 2
  }),
  barycentrics: new Float64Array(24).fill(1 / 3),
  listIndices: null,
  warnings: [],
}

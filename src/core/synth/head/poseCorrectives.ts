import { poseFeatureCount } from '../../flame/flameLayout.ts'
import { seededRandom } from '../../model/random.ts'
import type { Vec3 } from '../../model/transform.ts'
import type { BuiltHead } from './buildHead.ts'
import { headParts } from './ringPatch.ts'
import { lobe } from './smoothBasis.ts'

/** Where the skin folds when a joint turns: neck, jaw, left eye, right eye; farthest movement per unit, mm. */
const folds: readonly { readonly atMm: readonly Vec3[]; readonly reachMm: number; readonly peakMm: number }[] = [
  {
    atMm: [
      [0, -100, -10],
      [55, -100, -50],
      [-55, -100, -50],
      [0, -100, -105],
    ],
    reachMm: 45,
    peakMm: 1.2,
  },
  {
    atMm: [
      [56, -35, 0],
      [-56, -35, 0],
      [0, -96, 20],
    ],
    reachMm: 40,
    peakMm: 1.5,
  },
  { atMm: [[31.7, 20.6, 38]], reachMm: 16, peakMm: 0.3 },
  { atMm: [[-31.7, 20.6, 38]], reachMm: 16, peakMm: 0.3 },
]

const featuresPerJoint = 9

/**
 * What skinning alone gets wrong, in small: 36 smooth movements, nine for each joint but the root, around where its
 * skin folds.
 *
 * @returns `[36*V*3]` feature-major, metres (as `FlameModel.poseDirs`).
 */
export const poseCorrectives = (head: BuiltHead, seed: number): Float32Array => {
  const random = seededRandom(seed)
  const values = head.positionsMm.length
  const out = new Float32Array(poseFeatureCount * values)
  for (const [joint, { atMm, reachMm, peakMm }] of folds.entries()) {
    const strength = Float64Array.from(head.parts, (part, vertex) => {
      if (part === headParts.eyeball) return 0
      const [x, y, z] = head.positionsMm.subarray(vertex * 3, vertex * 3 + 3)
      return atMm.reduce((sum, at) => sum + lobe([x, y, z], at, reachMm), 0)
    })
    for (let k = 0; k < featuresPerJoint; k++) {
      const direction = [random.normal(), random.normal(), random.normal()]
      const scale = peakMm / 1000 / Math.hypot(...direction)
      const at = (joint * featuresPerJoint + k) * values
      for (let i = 0; i < values; i++) out[at + i] = strength[Math.floor(i / 3)] * direction[i % 3] * scale
    }
  }
  return out
}

import { icpLevels, runIcp } from '../src/core/geometry/alignment/icp.ts'
import type { PairingRules } from '../src/core/geometry/alignment/surfacePairs.ts'
import { targetSurface } from '../src/core/geometry/alignment/targetSurface.ts'
import type { Mat4 } from '../src/core/model/transform.ts'
import type { IcpCase } from './icpCase.ts'

/** From the two scans to the answer, as the program does it: trees, normals and borders of the target included. */
export const runIcpCase = ({ target, source, sourceNormals }: IcpCase, rules: PairingRules): Mat4 =>
  runIcp(
    {
      source: { points: Float64Array.from(source), normals: sourceNormals, trust: null },
      usable: Uint32Array.from({ length: source.length / 3 }, (_, i) => i),
      target: targetSurface({ mesh: target }),
      landmarks: null,
      rules,
      scale: 'fixed',
      levels: icpLevels,
    },
    {},
  ).motion

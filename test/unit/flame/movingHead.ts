import { flameForward } from '#core/flame/forward.ts'
import { pointOnSurface } from '#core/flame/landmarkRows.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { cutInFour } from './smallScan.ts'
import { embedding, model, seenTriangles } from './speakingHead.ts'

/**
 * A frame of somebody who nods, turns and speaks, with the stand-in's topology, mm: the scan with 0.1 mm of noise of its
 * own, and where head-8 truly is. Between frames that are 0.5 apart the points move by 4 to 6 mm.
 */
export const movingHead = (
  time: number,
  noiseSeed: number,
): { readonly scan: Mesh; readonly truth: ReadonlyMap<string, Vec3> } => {
  const identity = seededRandom(7)
  const betas = new Float64Array(400)
  for (let c = 0; c < 40; c++) betas[c] = 0.8 * identity.normal()
  for (let c = 1; c < 14; c++) betas[300 + c] = 0.6 * identity.normal() * Math.sin(time * 0.8 + c)
  const pose = new Float64Array(15)
  pose.set([0.05 * Math.sin(time), 0.06 * time, 0.02 * time])
  pose[6] = 0.1 + 0.08 * Math.sin(time)
  const surface = flameForward(model, { betas, pose, trans: [0.004 * time, 0.002, 0.05] })
  const cut = cutInFour(surface, seenTriangles)
  const noise = seededRandom(noiseSeed)
  const truth = (embedding.pointNames ?? []).map((name, i): readonly [string, Vec3] => {
    const [a, b, c] = model.triangles.subarray(embedding.faces[i] * 3, embedding.faces[i] * 3 + 3)
    const [wa, wb, wc] = embedding.barycentrics.subarray(i * 3, i * 3 + 3)
    const [x, y, z] = pointOnSurface({ vertices: [a, b, c], barycentrics: [wa, wb, wc] }, surface)
    return [name, [1000 * x, 1000 * y, 1000 * z]]
  })
  const positions = Float32Array.from(cut.positions, (value) => value * 1000 + 0.1 * noise.normal())
  return { scan: { positions, triangles: cut.triangles }, truth: new Map(truth) }
}

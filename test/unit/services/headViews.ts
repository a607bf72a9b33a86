import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeMesh } from '#core/formats/index.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { seededRandom } from '#core/model/random.ts'
import { identity4, type Mat4 } from '#core/model/transform.ts'
import { bumpyHead, croppedMesh, headMesh, movedMesh, noisyMesh } from '../geometry/bumpyHead.ts'
import { similarityOf } from '../geometry/similarityOf.ts'

export interface HeadView {
  readonly path: string
  readonly mesh: Mesh
  readonly scanFromHead: Mat4
}

/** Three noisy views of one head (seed 83), from its right to its left, each in a frame of its own some degrees away. */
export const writeHeadViews = (folder: string): HeadView[] => {
  mkdirSync(folder, { recursive: true })
  const random = seededRandom(83)
  const head = headMesh(bumpyHead(83), { rings: 44, turn: identity4 })
  return [-0.6, 0, 0.6].map((yaw, view) => {
    const seen = croppedMesh(head, (x, y, z) => x * Math.sin(yaw) + z * Math.cos(yaw) > -0.2 * Math.hypot(x, y, z))
    const scanFromHead = similarityOf({
      axisAngle: [0.15 * random.normal(), 0.15 * random.normal(), 0.15 * random.normal()],
      scale: 1 + 0.01 * view,
      translation: [8 * random.normal(), 8 * random.normal(), 8 * random.normal()],
    })
    const mesh = movedMesh(noisyMesh(seen, 0.3, random), scanFromHead)
    const path = join(folder, `view_${view}.ply`)
    writeFileSync(path, writeMesh(mesh, { format: 'ply' }))
    return { path, mesh, scanFromHead }
  })
}

import { earPatch } from './earPatch.ts'
import { eyeballMesh } from './eyeballMesh.ts'
import { eyePatch } from './eyePatch.ts'
import { eyeballVertexCount, headVertexCount, neckLoopSize } from './headCounts.ts'
import { HeadVertices } from './headVertices.ts'
import { joinSkin } from './joinSkin.ts'
import { mouthPatch } from './mouthPatch.ts'
import { headParts, ringSize } from './ringPatch.ts'
import { scatterSkin } from './scatterSkin.ts'
import { skinLocator } from './skinLocator.ts'

/** A head in FLAME's order: head 0–3930, left eye 3931–4476, right eye 4477–5022. */
export interface BuiltHead {
  /** `[5023*3]` millimetres. */
  readonly positionsMm: Float64Array
  /** `[9976*3]` counter-clockwise from outside. */
  readonly triangles: Uint32Array
  /** `[5023]` a `HeadPart` for each vertex. */
  readonly parts: Uint8Array
  /** `[5023]` around the mouth: 1 on the middle of the upper lip, −1 on that of the lower, 0 away from the lips. */
  readonly lipSide: Float64Array
}

/**
 * Builds the head: patches for eyes, mouth and ears, the skin between them filled with evenly scattered vertices, all
 * symmetric, and the eyeballs. Counts and open edges are FLAME's by construction: a disc with one hole of 32 edges, 30
 * edges around it and 3931 vertices has 7800 triangles (Euler).
 */
export const buildHead = (seed: number): BuiltHead => {
  const vertices = new HeadVertices()
  const front = skinLocator('front')
  const mouth = mouthPatch(front)
  vertices.addPatch(mouth)
  vertices.addPair(eyePatch(front))
  vertices.addPair(earPatch(skinLocator('left')))
  for (let k = 0; k < neckLoopSize; k++) {
    const around = (2 * Math.PI * k) / neckLoopSize
    vertices.addSkin({ down: 1, around: around > Math.PI ? around - 2 * Math.PI : around })
  }
  scatterSkin(vertices, {
    vertexCount: headVertexCount,
    mouthTop: mouth.border[0],
    mouthBottom: mouth.border[ringSize / 2],
    seed,
  })
  joinSkin(vertices)
  addEyeballs(vertices)
  return {
    positionsMm: Float64Array.from(vertices.positions.flat()),
    triangles: Uint32Array.from(vertices.triangles),
    parts: Uint8Array.from(vertices.parts),
    lipSide: Float64Array.from(vertices.lipSide),
  }
}

const addEyeballs = (vertices: HeadVertices): void => {
  const { positionsMm, triangles } = eyeballMesh()
  const left = vertices.positions.length
  for (const position of positionsMm) vertices.add(position, headParts.eyeball)
  for (const [x, y, z] of positionsMm) vertices.add([-x, y, z], headParts.eyeball)
  for (const corner of triangles) vertices.triangles.push(left + corner)
  const right = left + eyeballVertexCount
  for (let i = 0; i < triangles.length; i += 3) {
    vertices.triangles.push(right + triangles[i], right + triangles[i + 2], right + triangles[i + 1])
  }
}

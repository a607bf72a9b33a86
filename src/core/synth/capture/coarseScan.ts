import type { Mesh } from '../../model/mesh.ts'
import type { Random } from '../../model/random.ts'
import { type Mat4, transformPoint, type Vec3 } from '../../model/transform.ts'
import type { Person } from './person.ts'
import type { PersonMesh } from './personMesh.ts'
import { scanMesh } from './scanMesh.ts'

/** Standard deviation of the hand-held sensor's noise along each axis, mm. */
const noiseMm = 0.8
const floatingPieces = 7
/** A floating piece is a crumpled patch of so many vertices on a side, so far apart. */
const pieceSide = 4
const pieceSpacingMm = 4.5

export interface CoarseScan {
  readonly mesh: Mesh
  /** Per vertex: 1 on a floating piece. */
  readonly floating: Uint8Array
}

/** The scan of the hand-held sensor: front of the person with ragged edges, noise, and floating pieces; metres. */
export const coarseScan = (o: {
  readonly person: Person
  readonly mesh: PersonMesh
  readonly coarseFromModel: Mat4
  readonly random: Random
}): CoarseScan => {
  const { noise } = o.person.look
  const isCaught = ([x, y, z]: Vec3): boolean => {
    const ragged = 12 * noise(x * 0.05, y * 0.05, z * 0.05) + 4 * noise(x * 0.2, y * 0.2, z * 0.2)
    const isBehind = z < -88 + ragged
    const isOuterShoulder = Math.abs(x) > 168 + ragged || y < -300 + 2 * ragged
    return !isBehind && !isOuterShoulder
  }
  const body = scanMesh({
    mesh: o.mesh,
    look: o.person.look,
    isCaught,
    noiseMm,
    scanFromModel: o.coarseFromModel,
    random: o.random,
  })
  return withFloatingPieces(body, o.coarseFromModel, o.random)
}

const withFloatingPieces = (body: Mesh, coarseFromModel: Mat4, random: Random): CoarseScan => {
  const bodyCount = body.positions.length / 3
  const positions: number[] = []
  const colors: number[] = []
  const triangles: number[] = []
  for (let piece = 0; piece < floatingPieces; piece++) {
    const first = bodyCount + positions.length / 3
    const grey = 60 + 120 * random.next()
    for (const point of pieceVertices(random)) {
      positions.push(...transformPoint(coarseFromModel, point))
      for (let channel = 0; channel < 3; channel++) colors.push(Math.round(grey + 8 * random.normal()))
    }
    for (let row = 0; row + 1 < pieceSide; row++) {
      for (let column = 0; column + 1 < pieceSide; column++) {
        const a = first + row * pieceSide + column
        triangles.push(a, a + pieceSide, a + 1, a + 1, a + pieceSide, a + pieceSide + 1)
      }
    }
  }
  const joined: Mesh = {
    positions: Float32Array.from([...body.positions, ...positions]),
    triangles: Uint32Array.from([...body.triangles, ...triangles]),
    colors: Uint8Array.from([...(body.colors ?? []), ...colors]),
  }
  const floating = new Uint8Array(joined.positions.length / 3).fill(1, bodyCount)
  return { mesh: joined, floating }
}

/** A patch in the air around the head: 17 to 25 cm from its middle, above the shoulders, not in front of the face. */
const pieceVertices = (random: Random): Vec3[] => {
  const angle = Math.PI * (0.3 + 1.4 * random.next())
  const awayMm = 170 + 80 * random.next()
  const center = [awayMm * Math.sin(angle), -60 + 180 * random.next(), -30 + awayMm * Math.cos(angle)]
  const across = [random.normal(), random.normal(), random.normal()]
  const up = [random.normal(), random.normal(), random.normal()]
  const [acrossLength, upLength] = [Math.hypot(...across), Math.hypot(...up)]
  return Array.from({ length: pieceSide * pieceSide }, (_, i): Vec3 => {
    const column = ((i % pieceSide) * pieceSpacingMm) / acrossLength
    const row = (Math.floor(i / pieceSide) * pieceSpacingMm) / upLength
    const at = (axis: number): number => center[axis] + column * across[axis] + row * up[axis] + 1.2 * random.normal()
    return [at(0), at(1), at(2)]
  })
}

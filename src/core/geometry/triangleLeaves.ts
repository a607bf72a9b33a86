/**
 * The innermost loops of the triangle hierarchy, over one leaf: `capacity` triangles as nine rows
 * a.x a.y a.z e0.x e0.y e0.z e1.x e1.y e1.z of `capacity` numbers each, where e0 = b − a and e1 = c − a. This is the
 * layout that four-wide kernels load directly.
 */
export interface TriangleLeaves {
  readonly corners: Float32Array
  readonly capacity: number
}

/**
 * Closest point of the triangle in `slot` of a leaf that starts at `block` (Ericson, Real-Time Collision Detection,
 * 2005, section 5.1.5: by the Voronoi region the point lies in). Writes the weights of b and c to `out`, returns the
 * squared distance. Triangles without area are treated as the segment or point they are.
 */
export const closestOnTriangle = (
  { corners, capacity }: TriangleLeaves,
  block: number,
  slot: number,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): number => {
  const row = block + slot
  const apX = x - corners[row]
  const apY = y - corners[row + capacity]
  const apZ = z - corners[row + 2 * capacity]
  const abX = corners[row + 3 * capacity]
  const abY = corners[row + 4 * capacity]
  const abZ = corners[row + 5 * capacity]
  const acX = corners[row + 6 * capacity]
  const acY = corners[row + 7 * capacity]
  const acZ = corners[row + 8 * capacity]
  const abAb = abX * abX + abY * abY + abZ * abZ
  const abAc = abX * acX + abY * acY + abZ * acZ
  const acAc = acX * acX + acY * acY + acZ * acZ
  const d1 = abX * apX + abY * apY + abZ * apZ
  const d2 = acX * apX + acY * apY + acZ * apZ
  const d3 = d1 - abAb
  const d4 = d2 - abAc
  const d5 = d1 - abAc
  const d6 = d2 - acAc
  let v = 0
  let w = 0
  const vc = d1 * d4 - d3 * d2
  const vb = d5 * d2 - d1 * d6
  const va = d3 * d6 - d5 * d4
  if (d1 <= 0 && d2 <= 0) {
    v = 0
  } else if (d3 >= 0 && d4 <= d3) {
    v = 1
  } else if (vc <= 0 && d1 >= 0 && d3 <= 0 && abAb > 0) {
    v = d1 / abAb
  } else if (d6 >= 0 && d5 <= d6) {
    w = 1
  } else if (vb <= 0 && d2 >= 0 && d6 <= 0 && acAc > 0) {
    w = d2 / acAc
  } else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0 && d4 - d3 + (d5 - d6) > 0) {
    w = (d4 - d3) / (d4 - d3 + (d5 - d6))
    v = 1 - w
  } else {
    const sum = va + vb + vc
    if (sum > 0) {
      v = vb / sum
      w = vc / sum
    }
  }
  out[0] = v
  out[1] = w
  const dx = apX - v * abX - w * acX
  const dy = apY - v * abY - w * acY
  const dz = apZ - v * abZ - w * acZ
  return dx * dx + dy * dy + dz * dz
}

/** A ray that passes this far (in weights) outside a triangle still hits it: no gaps along shared edges. */
const edgeTolerance = 1e-9

/**
 * Where the ray meets the triangle in `slot`, from either side (Möller and Trumbore, 1997). Returns the ray parameter
 * (Infinity where it misses or the triangle lies behind) and writes the weights of b and c to `out`.
 */
export const rayTriangle = (
  { corners, capacity }: TriangleLeaves,
  block: number,
  slot: number,
  ray: Float64Array,
  out: Float64Array,
): number => {
  const row = block + slot
  const toX = ray[0] - corners[row]
  const toY = ray[1] - corners[row + capacity]
  const toZ = ray[2] - corners[row + 2 * capacity]
  const abX = corners[row + 3 * capacity]
  const abY = corners[row + 4 * capacity]
  const abZ = corners[row + 5 * capacity]
  const acX = corners[row + 6 * capacity]
  const acY = corners[row + 7 * capacity]
  const acZ = corners[row + 8 * capacity]
  const pX = ray[4] * acZ - ray[5] * acY
  const pY = ray[5] * acX - ray[3] * acZ
  const pZ = ray[3] * acY - ray[4] * acX
  const determinant = abX * pX + abY * pY + abZ * pZ
  if (determinant === 0) return Infinity
  const v = (toX * pX + toY * pY + toZ * pZ) / determinant
  if (!(v >= -edgeTolerance && v <= 1 + edgeTolerance)) return Infinity
  const qX = toY * abZ - toZ * abY
  const qY = toZ * abX - toX * abZ
  const qZ = toX * abY - toY * abX
  const w = (ray[3] * qX + ray[4] * qY + ray[5] * qZ) / determinant
  if (!(w >= -edgeTolerance && v + w <= 1 + edgeTolerance)) return Infinity
  const t = (acX * qX + acY * qY + acZ * qZ) / determinant
  if (!(t >= 0)) return Infinity
  out[0] = v
  out[1] = w
  return t
}

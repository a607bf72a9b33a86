import { PointCells } from './featuresCells.ts'

/** Points with unit normals, `[n*3]` each. */
export interface OrientedPoints {
  readonly points: Float64Array
  readonly normals: Float64Array
}

/** Steps of each of the three angles. */
const bins = 11
/** Numbers in one feature. */
export const featureLength = 3 * bins

/**
 * One point for each cube of `edgeMm` that the surface passes: the mean of the points and normals in it, so that noise
 * and density count little. Cubes with fewer than `least` points are left out.
 */
export const thinnedPoints = ({ points, normals }: OrientedPoints, edgeMm: number, least = 1): OrientedPoints => {
  const sums = new Map<string, Float64Array>()
  for (let i = 0; i < points.length; i += 3) {
    const key = `${Math.floor(points[i] / edgeMm)} ${Math.floor(points[i + 1] / edgeMm)} ${Math.floor(points[i + 2] / edgeMm)}`
    let sum = sums.get(key)
    if (sum === undefined) {
      sum = new Float64Array(7)
      sums.set(key, sum)
    }
    sum[6]++
    for (let axis = 0; axis < 3; axis++) {
      sum[axis] += points[i + axis]
      sum[3 + axis] += normals[i + axis]
    }
  }
  const kept = [...sums.values()].filter((sum) => sum[6] >= least && Math.hypot(sum[3], sum[4], sum[5]) > 0.3 * sum[6])
  const thinned = { points: new Float64Array(kept.length * 3), normals: new Float64Array(kept.length * 3) }
  kept.forEach((sum, k) => {
    const length = Math.hypot(sum[3], sum[4], sum[5])
    for (let axis = 0; axis < 3; axis++) {
      thinned.points[k * 3 + axis] = sum[axis] / sum[6]
      thinned.normals[k * 3 + axis] = sum[3 + axis] / length
    }
  })
  return thinned
}

/**
 * `[n*33]` Fast Point Feature Histograms (Rusu, Blodow and Beetz, "Fast Point Feature Histograms for 3D registration",
 * ICRA 2009): of the angles between a point's normal, those of its neighbours within `radiusMm`, and the lines between
 * them; each point's own histogram plus those of its neighbours by closeness. The same for any pose.
 */
export const pointFeatures = (cloud: OrientedPoints, radiusMm: number): Float32Array => {
  const count = cloud.points.length / 3
  const cells = new PointCells(cloud.points, radiusMm)
  const simple = new Float32Array(count * featureLength)
  for (let i = 0; i < count; i++) addSimpleFeature(cloud, cells, i, simple)
  const features = new Float32Array(count * featureLength)
  for (let i = 0; i < count; i++) addNeighbours(cloud, cells, i, simple, features)
  return features
}

const addSimpleFeature = (cloud: OrientedPoints, cells: PointCells, i: number, out: Float32Array): void => {
  const { points: p, normals: n } = cloud
  const a = i * 3
  let neighbours = 0
  cells.eachNear(p[a], p[a + 1], p[a + 2], (j, squared) => {
    if (j === i || squared === 0) return
    const b = j * 3
    const length = Math.sqrt(squared)
    const dx = (p[b] - p[a]) / length
    const dy = (p[b + 1] - p[a + 1]) / length
    const dz = (p[b + 2] - p[a + 2]) / length
    // The frame of Darboux: u the normal, v across u and the line, w the third.
    const phi = n[a] * dx + n[a + 1] * dy + n[a + 2] * dz
    let vx = dy * n[a + 2] - dz * n[a + 1]
    let vy = dz * n[a] - dx * n[a + 2]
    let vz = dx * n[a + 1] - dy * n[a]
    const across = Math.hypot(vx, vy, vz)
    if (across < 1e-9) return
    vx /= across
    vy /= across
    vz /= across
    const alpha = vx * n[b] + vy * n[b + 1] + vz * n[b + 2]
    const wx = n[a + 1] * vz - n[a + 2] * vy
    const wy = n[a + 2] * vx - n[a] * vz
    const wz = n[a] * vy - n[a + 1] * vx
    const theta = Math.atan2(
      wx * n[b] + wy * n[b + 1] + wz * n[b + 2],
      n[a] * n[b] + n[a + 1] * n[b + 1] + n[a + 2] * n[b + 2],
    )
    neighbours++
    addSoftly(out, i * featureLength, (alpha + 1) / 2)
    addSoftly(out, i * featureLength + bins, (phi + 1) / 2)
    addSoftly(out, i * featureLength + 2 * bins, theta / (2 * Math.PI) + 0.5)
  })
  for (let k = 0; k < featureLength && neighbours > 0; k++) out[i * featureLength + k] *= 100 / neighbours
}

/** Shares 1 between the two bins next to the value (0..1): a value at a bin's edge does not jump. */
const addSoftly = (out: Float32Array, at: number, value: number): void => {
  const place = Math.min(bins - 1, Math.max(0, value * bins - 0.5))
  const bin = Math.floor(place)
  const part = place - bin
  out[at + bin] += 1 - part
  if (part > 0) out[at + bin + 1] += part
}

const addNeighbours = (
  { points: p }: OrientedPoints,
  cells: PointCells,
  i: number,
  simple: Float32Array,
  out: Float32Array,
): void => {
  const at = i * featureLength
  let weights = 0
  cells.eachNear(p[i * 3], p[i * 3 + 1], p[i * 3 + 2], (j, squared) => {
    if (j === i || squared === 0) return
    const weight = 1 / Math.sqrt(squared)
    weights += weight
    for (let k = 0; k < featureLength; k++) out[at + k] += weight * simple[j * featureLength + k]
  })
  for (let k = 0; k < featureLength; k++) {
    out[at + k] = simple[at + k] + (weights > 0 ? out[at + k] / weights : 0)
  }
}

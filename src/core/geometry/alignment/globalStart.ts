import { seededRandom } from '../../model/random.ts'
import { checkCancelled, type RunContext } from '../../model/run.ts'
import type { Mat4, Vec3 } from '../../model/transform.ts'
import { featureLength, type OrientedPoints, pointFeatures, thinnedPoints } from '../features.ts'
import { PointCells } from '../featuresCells.ts'
import { rotationDistance, triadPose } from './globalStartPose.ts'

/** All lengths in mm: heads and busts. */
const search = {
  thinningMm: 6,
  leastInCube: 2,
  featureRadiusMm: 30,
  /** Counterparts by feature that are kept for each point of the source. */
  choices: 3,
  /** Points of the source that look for counterparts, at most. */
  seekers: 1200,
  trials: 400_000,
  /** Corners of a triple lie at least this far apart. */
  leastEdgeMm: 30,
  /** Edges of a triple may differ by this part. */
  edgeTolerance: 0.06,
  /** Cosine that the normals at the corners must reach after the motion. */
  normalCosine: 0.75,
  /** Points of the source on which a pose is scored first, and then again. */
  scored: 150,
  /** So many of them are looked at before; a pose with less than this part of the best share there is given up. */
  glanced: 40,
  glanceShare: 0.25,
  nearMm: 7,
  rescored: 60,
  hypotheses: 8,
  /** Poses nearer than this are one. */
  sameMm: 25,
  sameDegrees: 25,
}

export interface PoseHypothesis {
  readonly targetFromSource: Mat4
  /** Part (0..1) of the smaller of both surfaces that lies on the other one, facing the same way. */
  readonly score: number
}

/**
 * Poses in which the source may lie on the target, best first, from the surfaces alone: points with like features
 * (FPFH) in triples of like shape give poses, which are scored by how much of the surfaces lies on each other.
 * Both in millimetres; scale 1 (what the scale is off must be within some percent). Seeded.
 */
export const globalPoses = (
  o: { readonly source: OrientedPoints; readonly target: OrientedPoints; readonly seed: number },
  context: RunContext = {},
): PoseHypothesis[] => {
  const source = thinnedPoints(o.source, search.thinningMm, search.leastInCube)
  const target = thinnedPoints(o.target, search.thinningMm, search.leastInCube)
  checkCancelled(context)
  if (source.points.length < 9 || target.points.length < 9) return []
  const sourceFeatures = pointFeatures(source, search.featureRadiusMm)
  checkCancelled(context)
  const targetFeatures = pointFeatures(target, search.featureRadiusMm)
  checkCancelled(context)
  const choices = likeliest(sourceFeatures, targetFeatures, context)
  return bestPoses({ source, target, choices, seed: o.seed }, context)
}

/** `[n*choices]` the targets with the most similar features, most similar first; -1 for points that do not seek. */
const likeliest = (source: Float32Array, target: Float32Array, context: RunContext): Int32Array => {
  const sourceCount = source.length / featureLength
  const targetCount = target.length / featureLength
  const { choices } = search
  const found = new Int32Array(sourceCount * choices).fill(-1)
  const best = new Float64Array(choices)
  const seekers = Math.min(sourceCount, search.seekers)
  for (let seeker = 0; seeker < seekers; seeker++) {
    if (seeker % 64 === 0) checkCancelled(context)
    const i = Math.floor((seeker * sourceCount) / seekers)
    best.fill(Infinity)
    for (let j = 0; j < targetCount; j++) {
      let sum = 0
      for (let k = 0; k < featureLength && sum < best[choices - 1]; k += 3) {
        const a = source[i * featureLength + k] - target[j * featureLength + k]
        const b = source[i * featureLength + k + 1] - target[j * featureLength + k + 1]
        const c = source[i * featureLength + k + 2] - target[j * featureLength + k + 2]
        sum += a * a + b * b + c * c
      }
      if (sum >= best[choices - 1]) continue
      let place = choices - 1
      while (place > 0 && best[place - 1] > sum) {
        best[place] = best[place - 1]
        found[i * choices + place] = found[i * choices + place - 1]
        place--
      }
      best[place] = sum
      found[i * choices + place] = j
    }
  }
  return found
}

interface Search {
  readonly source: OrientedPoints
  readonly target: OrientedPoints
  readonly choices: Int32Array
  readonly seed: number
}

const bestPoses = (o: Search, context: RunContext): PoseHypothesis[] => {
  const random = seededRandom(o.seed)
  const cells = new PointCells(o.target.points, search.nearMm)
  const sourceCount = o.source.points.length / 3
  const few = Uint32Array.from({ length: Math.min(search.scored, sourceCount) }, () => random.below(sourceCount))
  const glance = few.subarray(0, search.glanced)
  let bestGlance = 0
  const all = Uint32Array.from({ length: sourceCount }, (_, i) => i)
  const found: PoseHypothesis[] = []
  const from = new Int32Array(3)
  const to = new Int32Array(3)
  for (let trial = 0; trial < search.trials; trial++) {
    if (trial % 1024 === 0) checkCancelled(context)
    if (!drawTriple(o, random, from, to)) continue
    const pose = triadPose(o.source.points, from, o.target.points, to)
    if (pose === null || !cornersFace(o, pose, from, to)) continue
    const first = coveredShare(o.source, glance, pose, o.target, cells)
    bestGlance = Math.max(bestGlance, first)
    if (first < search.glanceShare * bestGlance) continue
    found.push({ targetFromSource: pose, score: coveredShare(o.source, few, pose, o.target, cells) })
  }
  const rescored = distinct(found, o.source.points, search.rescored).map(({ targetFromSource }) => ({
    targetFromSource,
    score: coveredShare(o.source, all, targetFromSource, o.target, cells),
  }))
  return distinct(rescored, o.source.points, search.hypotheses)
}

/** Three points of the source with counterparts whose triangle is of like size and shape. */
const drawTriple = (o: Search, random: { below(limit: number): number }, from: Int32Array, to: Int32Array): boolean => {
  const { choices } = search
  const count = o.source.points.length / 3
  const seekers = Math.min(count, search.seekers)
  for (let corner = 0; corner < 3; corner++) {
    from[corner] = Math.floor((random.below(seekers) * count) / seekers)
    to[corner] = o.choices[from[corner] * choices + random.below(choices)]
    if (to[corner] < 0) return false
    for (let other = 0; other < corner; other++) {
      const here = distanceOf(o.source.points, from[corner], from[other])
      if (here < search.leastEdgeMm) return false
      const there = distanceOf(o.target.points, to[corner], to[other])
      if (Math.abs(there - here) > search.edgeTolerance * here) return false
    }
  }
  return true
}

const distanceOf = (points: Float64Array, i: number, j: number): number =>
  Math.hypot(
    points[i * 3] - points[j * 3],
    points[i * 3 + 1] - points[j * 3 + 1],
    points[i * 3 + 2] - points[j * 3 + 2],
  )

const cornersFace = (o: Search, m: Mat4, from: Int32Array, to: Int32Array): boolean => {
  for (let corner = 0; corner < 3; corner++) {
    if (cosineAfter(m, o.source.normals, from[corner] * 3, o.target.normals, to[corner] * 3) < search.normalCosine) {
      return false
    }
  }
  return true
}

const cosineAfter = (m: Mat4, a: Float64Array, i: number, b: Float64Array, j: number): number =>
  b[j] * (m[0] * a[i] + m[1] * a[i + 1] + m[2] * a[i + 2]) +
  b[j + 1] * (m[4] * a[i] + m[5] * a[i + 1] + m[6] * a[i + 2]) +
  b[j + 2] * (m[8] * a[i] + m[9] * a[i + 1] + m[10] * a[i + 2])

/** Part of the chosen points of the source that lies on the target and faces the same way, nearer counting more. */
const coveredShare = (
  source: OrientedPoints,
  chosen: Uint32Array,
  m: Mat4,
  target: OrientedPoints,
  cells: PointCells,
): number => {
  const { points: p } = source
  let sum = 0
  for (const i of chosen) {
    const at = i * 3
    const x = m[0] * p[at] + m[1] * p[at + 1] + m[2] * p[at + 2] + m[3]
    const y = m[4] * p[at] + m[5] * p[at + 1] + m[6] * p[at + 2] + m[7]
    const z = m[8] * p[at] + m[9] * p[at + 1] + m[10] * p[at + 2] + m[11]
    const nearest = cells.nearest(x, y, z)
    if (nearest < 0 || cosineAfter(m, source.normals, at, target.normals, nearest * 3) < search.normalCosine) continue
    // Along the normal: thinned points do not meet along the surface.
    const n = nearest * 3
    const off =
      target.normals[n] * (x - target.points[n]) +
      target.normals[n + 1] * (y - target.points[n + 1]) +
      target.normals[n + 2] * (z - target.points[n + 2])
    sum += Math.max(0, 1 - Math.abs(off) / (search.nearMm / 2))
  }
  return sum / chosen.length
}

/** The best that lie apart, best first. */
const distinct = (poses: PoseHypothesis[], points: Float64Array, most: number): PoseHypothesis[] => {
  const middle = middleOf(points)
  const kept: PoseHypothesis[] = []
  for (const pose of [...poses].sort((a, b) => b.score - a.score)) {
    if (kept.length >= most) break
    const isKnown = kept.some((other) => {
      const { degrees, mm } = rotationDistance(pose.targetFromSource, other.targetFromSource, middle)
      return degrees < search.sameDegrees && mm < search.sameMm
    })
    if (!isKnown) kept.push(pose)
  }
  return kept
}

const middleOf = (points: Float64Array): Vec3 => {
  const sums = [0, 0, 0]
  for (let i = 0; i < points.length; i++) sums[i % 3] += points[i]
  const count = Math.max(1, points.length / 3)
  return [sums[0] / count, sums[1] / count, sums[2] / count]
}

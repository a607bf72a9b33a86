import { badInput } from '../../model/errors.ts'
import type { LandmarkProposal, ProposalResult, ProposalSurface } from '../../model/landmarkProposals.ts'
import type { LandmarkScheme } from '../../model/landmarks.ts'
import { invertAffine4, transformPoints, type Vec3 } from '../../model/transform.ts'
import { fitReflection, fitSimilarity } from '../similarity.ts'
import { placesOfSchemes, templatePlacesMm } from '../templatePlaces.ts'
import { conditionShape } from './conditionShape.ts'
import { shapePrior } from './shapePrior.ts'

export interface ProposalOptions {
  /** Landmarks of other scans, name → position, each in its own frame and unit. */
  readonly population?: readonly ReadonlyMap<string, Vec3>[]
  /** Null or absent: as the size of the head says. */
  readonly mmPerUnit?: number | null
}

/** Anchors that fit the mean shape worse than this (mm) are no face, or misnamed. */
const worstFitMm = 12
/** How faces differ from the template where everybody means the same place: spread of each coordinate, mm. */
const faceSpreadMm = 4
/**
 * Groups of points along a line on which nothing marks their places: what people take them to be differs by this much
 * in each coordinate, mm. The public lists of 51 alone lie 13 mm apart at the brows.
 */
const conventionMm: ReadonlyMap<string, number> = new Map([
  ['jaw', 10],
  ['left-brow', 8],
  ['right-brow', 8],
])
/** A mirror image must fit to less than this share of the plain fit, and better by this much (mm), to be believed. */
const mirrorShare = 0.5
const leastMirrorGainMm = 3
/** A surface farther from the expected place than this many sigmas does not show the point. */
const farSigmas = 3

/**
 * Places for the points of a scheme that are not among the `placed` ones (name → position, the scan's frame and unit).
 * The scheme's mean shape, with the heads of a population where there are enough, is laid onto the placed points by the
 * best similarity; what they say of the others is the conditional of a Gaussian shape prior; the expected places are
 * projected to the closest point of the surface. Placed points of other schemes help too, where the template knows them.
 *
 * @throws input/too-few-landmarks (three that the template knows are needed), input/landmarks-mirrored,
 * input/landmarks-wrong, input/collinear-points
 */
export const proposeFromScheme = (
  placed: ReadonlyMap<string, Vec3>,
  scheme: LandmarkScheme,
  surface: ProposalSurface,
  { population = [], mmPerUnit: stated = null }: ProposalOptions = {},
): ProposalResult => {
  const template = new Map([...templatePlacesMm, ...placesOfSchemes([scheme])])
  const anchors = [...placed.keys()].filter((name) => template.has(name))
  if (anchors.length < 3) {
    throw badInput(
      'too-few-landmarks',
      `Proposals need 3 placed points whose typical place is known, but ${anchors.length} are (${anchors.join(', ') || 'none'}). Place ${3 - anchors.length} more.`,
      { anchors },
    )
  }
  const wanted = scheme.points.map(({ name }) => name).filter((name) => !placed.has(name))
  const withheld: { name: string; reason: string }[] = wanted
    .filter((name) => !template.has(name))
    .map((name) => ({ name, reason: 'The scheme does not say where it typically lies.' }))
  const known = wanted.filter((name) => template.has(name))
  const pose = poseOf(placed, anchors, template)
  const mmPerUnit = stated ?? 1 / pose.scale
  const groups = new Map(scheme.points.map(({ name, group }) => [name, group ?? '']))
  const conventionOf = (name: string): number => conventionMm.get(groups.get(name) ?? '') ?? 0
  const proposals: LandmarkProposal[] = []
  let heads = 0
  for (const part of partsByPopulation(known, anchors, population)) {
    const names = [...anchors, ...part.names]
    const doubt = { spreadMm: faceSpreadMm, conventionMm: names.map(conventionOf) }
    const prior = shapePrior(rowsOf(template, names), part.population, doubt)
    const places = transformPoints(pose.templateFromScan, rowsOf(placed, anchors))
    const conditioned = conditionShape(
      prior,
      anchors.map((_, i) => i),
      places,
    )
    heads = Math.max(heads, prior.heads)
    const expected = transformPoints(pose.scanFromTemplate, conditioned.mean)
    for (const [i, name] of part.names.entries()) {
      const at = anchors.length + i
      // The template's millimetres are those of an average head.
      const sigmaMm = conditioned.sigmaMm[at] * pose.scale * mmPerUnit
      const reach = (farSigmas * sigmaMm) / mmPerUnit
      const hit = surface.closestPoint(expected[3 * at], expected[3 * at + 1], expected[3 * at + 2], reach)
      if (!hit) {
        const reason = `The scan has no surface within ${(reach * mmPerUnit).toFixed(1)} mm of where it should be.`
        withheld.push({ name, reason })
        continue
      }
      proposals.push({
        name,
        position: hit.point,
        surface: { triangle: hit.triangle, barycentrics: hit.barycentrics },
        sigmaMm,
        snapMm: hit.distance * mmPerUnit,
        basis: prior.heads > 0 ? 'population' : 'scheme',
      })
    }
  }
  const order = new Map(scheme.points.map(({ name }, i) => [name, i]))
  proposals.sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
  return { proposals, withheld, anchors, rmsMm: pose.rmsMm, mmPerUnit, heads }
}

const rowsOf = (points: ReadonlyMap<string, Vec3>, names: readonly string[]): Float64Array =>
  Float64Array.from(names.flatMap((name) => points.get(name) as Vec3))

const poseOf = (placed: ReadonlyMap<string, Vec3>, anchors: readonly string[], template: ReadonlyMap<string, Vec3>) => {
  const pairs = { source: rowsOf(template, anchors), target: rowsOf(placed, anchors), scale: 'free' } as const
  const plain = fitSimilarity(pairs)
  const rmsMm = plain.rms / plain.scale
  // Three points, and points in a plane, fit their mirror image as well as themselves.
  const mirrored = fitReflection(pairs)
  const mirroredMm = mirrored.rms / Math.abs(mirrored.scale)
  if (mirroredMm < mirrorShare * rmsMm && rmsMm - mirroredMm > leastMirrorGainMm) {
    throw badInput(
      'landmarks-mirrored',
      `The placed points fit a mirrored face (RMS ${rmsMm.toFixed(1)} → ${mirroredMm.toFixed(1)} mm): left and right look swapped, or the scan is mirrored. Right and left are the subject's own.`,
      { rmsMm, mirroredMm },
    )
  }
  if (rmsMm > worstFitMm) {
    throw badInput(
      'landmarks-wrong',
      `The placed points do not lie like those of a face (RMS ${rmsMm.toFixed(1)} mm on an average head). Check ${anchors.slice(0, 6).join(', ')}.`,
      { rmsMm },
    )
  }
  return {
    scanFromTemplate: plain.targetFromSource,
    templateFromScan: invertAffine4(plain.targetFromSource),
    scale: plain.scale,
    rmsMm,
  }
}

/** The wanted points for which heads of the population have all that is needed, and the others, with the template alone. */
const partsByPopulation = (
  wanted: readonly string[],
  anchors: readonly string[],
  population: readonly ReadonlyMap<string, Vec3>[],
): readonly { readonly names: readonly string[]; readonly population: readonly Float64Array[] }[] => {
  const usable = population.filter((head) => anchors.every((name) => head.has(name)))
  const shared = wanted.filter((name) => usable.filter((head) => head.has(name)).length >= usable.length / 2)
  const heads = usable.filter((head) => shared.every((name) => head.has(name)))
  const others = wanted.filter((name) => !shared.includes(name))
  const rows = heads.map((head) => rowsOf(head, [...anchors, ...shared]))
  return [
    { names: shared, population: rows },
    { names: others, population: [] },
  ].filter(({ names }) => names.length > 0)
}

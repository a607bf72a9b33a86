import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { AlignManyOutput } from '#core/jobs/alignManyMeshes.ts'
import type { AlignMeshesOutput, AlignSide } from '#core/jobs/alignMeshes.ts'
import { type AlignCertificate, freedoms, type VerdictReason, verdictRank } from '#core/model/alignment.ts'
import { badInput } from '#core/model/errors.ts'
import { partOf, type RunContext } from '#core/model/run.ts'
import { type Mat4, scaleOf } from '#core/model/transform.ts'
import type { JointRun } from '../catalogue/tables/alignmentDetails.ts'
import { newId } from '../catalogue/tables/newId.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import { chainOf } from './alignmentChain.ts'
import { alignSides } from './alignSides.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { type AlignWork, alignPlanOf } from './stepPlans.ts'
import { type AlignmentArtefacts, mmPerTargetUnit, putResiduals, storeAlignment } from './storeAlignment.ts'

type Input = ServiceInput<'alignments.runTogether'>

/** A pair's place in all together may leave its own by so much before a person should look, mm. */
const farFromPairMm = 0.5

/** The scans with the reference first, so that every pair with it lays the other scan on it. */
const scansOf = (project: OpenProject, { subjectId, scanIds, referenceScanId }: Input): readonly ScanRow[] => {
  const others = [...new Set(scanIds)].filter((id) => id !== referenceScanId)
  const scans = [referenceScanId, ...others].map((id) => project.scan(id))
  if (!scanIds.includes(referenceScanId) || scans.length < 2 || scans.some((scan) => scan.subjectId !== subjectId)) {
    throw badInput('scan-set', 'Aligning together needs two or more scans of one subject, the reference among them.')
  }
  return scans
}

interface PlannedPair {
  readonly source: number
  readonly target: number
  readonly key: string
  readonly work: AlignWork
}

/** Every pair with what an alignment of it alone would take. Throws input/not-ready with the names of its scans. */
const pairsOf = (project: OpenProject, scans: readonly ScanRow[], { options }: Input): readonly PlannedPair[] =>
  scans.flatMap((source, i) =>
    scans.slice(0, i).map((target, j): PlannedPair => {
      const plan = alignPlanOf(project, { source, target }, options)
      if (!plan.ready) throw badInput('not-ready', `${source.name} on ${target.name}: ${plan.reason}`)
      return { source: i, target: j, key: plan.key, work: plan.work }
    }),
  )

const jointRunOf = (scans: readonly ScanRow[], result: AlignManyOutput): JointRun => ({
  runId: newId(),
  referenceScanId: scans[0].id,
  scanIds: scans.map(({ id }) => id),
  pairs: result.pairs.map(({ source, target, result: { certificate, overlap }, disagreementMm }) => ({
    sourceScanId: scans[source].id,
    targetScanId: scans[target].id,
    verdict: certificate.verdict,
    reasons: certificate.reasons,
    overlap,
    disagreementMm,
  })),
  chainedRmsMm: result.chainedRmsMm,
  adjustedRmsMm: result.adjustedRmsMm,
})

/** What the pair alone says of itself, and how far all together leave it; where it is not trusted, the others hold the scan. */
const certificateOf = (
  pair: AlignManyOutput['pairs'][number] | undefined,
  measured: AlignCertificate,
  scanCount: number,
): AlignCertificate => {
  const isTrusted = pair !== undefined && pair.result.certificate.verdict !== 'red'
  const base = isTrusted ? pair.result.certificate : { ...measured, restarts: [] }
  const offMm = pair?.disagreementMm ?? null
  const off = offMm === null ? '' : `, ${offMm.toFixed(2)} mm from where this pair alone would put it`
  const reason: VerdictReason = {
    code: 'certificate/together',
    message: isTrusted
      ? `Laid together with ${scanCount} scans${off}.`
      : `This pair alone has no trusted answer: the scan is held by the others of ${scanCount} scans${off}.`,
    verdict: isTrusted && offMm !== null && offMm <= farFromPairMm ? 'green' : 'amber',
  }
  const reasons = [...base.reasons, reason].sort((a, b) => verdictRank[b.verdict] - verdictRank[a.verdict])
  return { ...base, verdict: reasons[0].verdict, reasons }
}

interface Placed {
  readonly planned: PlannedPair
  readonly alone: AlignManyOutput['pairs'][number] | undefined
  readonly place: Mat4
  readonly measured: AlignMeshesOutput
  readonly artefacts: AlignmentArtefacts
}

const store = (project: OpenProject, run: JointRun, { planned, alone, place, measured, artefacts }: Placed) => {
  const { work, key } = planned
  const isTrusted = alone !== undefined && alone.result.certificate.verdict !== 'red'
  const factor = mmPerTargetUnit(measured)
  const landmarkRms = isTrusted ? alone.result.landmarkRms : null
  return storeAlignment(project, {
    work,
    key,
    options: work.options,
    landmarkRmsMm: landmarkRms === null ? null : landmarkRms * factor,
    result: isTrusted
      ? {
          ...measured,
          ...{ stop: alone.result.stop, iterations: alone.result.iterations, uncertainty: alone.result.uncertainty },
          warnings: alone.result.warnings,
        }
      : measured,
    certificate: certificateOf(alone, measured.certificate, run.scanIds.length),
    artefacts,
    steps: [
      ...chainOf(work, isTrusted ? alone.result : { steps: [], unit: measured.unit }),
      {
        kind: 'together',
        targetFromSource: place,
        numbers: {
          scans: run.scanIds.length,
          ...(alone?.disagreementMm == null ? {} : { disagreement: alone.disagreementMm / factor }),
          scale: scaleOf(place),
        },
        note: `All places of ${run.scanIds.length} scans at once; pairs and places disagree by ${run.adjustedRmsMm.toFixed(3)} mm.`,
      },
    ],
    disabled: [],
    iterations: isTrusted ? alone.result.iterationsLog : [],
    together: run,
  })
}

/** As the contract tells it. */
export const jointRecord = (run: JointRun): Output<'alignments.runTogether'>['run'] => ({
  ...run,
  scanIds: [...run.scanIds],
  pairs: run.pairs.map((pair) => ({ ...pair, reasons: [...pair.reasons] })),
})

/**
 * Aligns several scans of a subject jointly (`alignTogether`) and stores for each that found its place an alignment to
 * the reference, all of them in one change that is undone as one. Throws input/scan-set, input/not-ready and what the
 * engine throws.
 */
export const alignTogetherInProject = async (
  { pool }: House,
  project: OpenProject,
  input: Input,
  context: RunContext,
): Promise<Output<'alignments.runTogether'>> => {
  const scans = scansOf(project, input)
  const planned = pairsOf(project, scans, input)
  return project.whileRunning('align', input.subjectId, async () => {
    const sides: AlignSide[] = []
    for (const { work } of planned.filter(({ target }) => target === 0)) {
      const { source, target } = await alignSides(project, work)
      sides.push(...(sides.length === 0 ? [target, source] : [source]))
    }
    const { landmarkWeights: _, ...options } = input.options
    const landmarkWeights = planned.map(({ source, target, work }) => ({
      source,
      target,
      weights: work.options.landmarkWeights,
    }))
    const names = scans.map(({ name }) => name)
    const asked = { scans: sides, names, reference: 0, options, landmarkWeights, meshFormat: null }
    const result = await pool.run('alignManyMeshes', asked, partOf(context, { from: 0, to: 0.8 }))
    const placed: Placed[] = []
    for (const [i, place] of result.referenceFromScan.entries()) {
      const pair = planned.find(({ source, target }) => source === i && target === 0)
      if (!pair || !place) continue
      const part = { from: 0.8 + (0.2 * (i - 1)) / scans.length, to: 0.8 + (0.2 * i) / scans.length }
      const measured = await pool.run(
        'alignMeshes',
        {
          ...{ source: sides[i], target: sides[0], aligned: null, isDetailed: true },
          options: { ...options, start: place, locked: [...freedoms], restarts: 0 },
        },
        partOf(context, part),
      )
      const alone = result.pairs.find(({ source, target }) => source === i && target === 0)
      placed.push({ planned: pair, alone, place, measured, artefacts: await putResiduals(project, measured) })
    }
    if (placed.length === 0) {
      throw badInput('no-place', 'No scan found its place: every pair has a red certificate. Set landmarks on them.')
    }
    const run = jointRunOf(scans, result)
    const alignments = project.transaction(() => placed.map((each) => store(project, run, each)))
    return { run: jointRecord(run), alignments, warnings: [...result.readWarnings, ...result.warnings] }
  })
}

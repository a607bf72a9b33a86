import { resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { writeNpz } from '#core/formats/npz.ts'
import type { RegisterSequenceFrameOutput, SequenceFiles } from '#core/jobs/registerSequenceFrame.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { LandmarkSet } from '#core/model/landmarks.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import type { LengthUnit } from '#core/model/units.ts'
import { hashFile } from '../files/hashFile.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { checkResultFolder, inputHashes, reportJson, writeResults } from './resultFiles.ts'
import { type FrameFiles, sequenceFrames } from './sequenceFrames.ts'

type Input = ServiceInput<'files.registerSequence'>
type FrameOutput = Output<'files.registerSequence'>['frames'][number]

/** At most so many frames, evenly taken, say what the identity is: each is held in memory. */
const mostIdentityFrames = 12

interface Frame extends FrameFiles {
  readonly set: LandmarkSet | null
}

/** What became of a frame; `result` is null where it could not be registered. */
interface Registered {
  readonly frame: Frame
  readonly result: Omit<RegisterSequenceFrameOutput, 'meshBytes' | 'meshResidualMm'> | null
  readonly error: string | null
}

interface Sequence {
  readonly house: FileHouse
  readonly input: Input
  readonly frames: readonly Frame[]
  readonly files: SequenceFiles
}

const optionalFile = (path: string | null) => (path === null ? null : namedFile(path))

const readFrames = async ({ pool }: FileHouse, input: Input, context: RunContext) => {
  const warnings: Warning[] = []
  const frames: Frame[] = []
  for (const frame of await sequenceFrames(input.scans, input.landmarks, input.contours)) {
    const file =
      frame.landmarks === null ? null : await pool.run('readLandmarkFile', namedFile(frame.landmarks), context)
    warnings.push(...(file?.warnings ?? []))
    frames.push({ ...frame, set: file?.set ?? null })
  }
  return { frames, warnings }
}

/** Registers the first frame by its landmarks, as any scan. */
const registerFirst = async ({ house, input, frames, files }: Sequence, context: RunContext) => {
  const [{ name, scan, set, contours }] = frames
  if (!set) throw badInput('first-landmarks', 'The first frame has no landmarks.')
  const unit: LengthUnit | 'auto' = input.unit === 'auto' ? (set.unit ?? 'auto') : input.unit
  const lines = { landmarks: set, contours: optionalFile(contours) }
  const job = { scan: namedFile(scan), ...lines, unit, meshName: `${name}.${input.meshFormat}` }
  return house.pool.run('registerScan', { ...files, ...job }, context)
}

/**
 * Registers all frames in their order. With `known` betas the identity stays, and every frame starts from its own
 * parameters of the time before; else from those of the frame before. Meshes are written where `isWritten`.
 */
const registerAll = async (
  sequence: Sequence,
  o: {
    readonly known: { readonly betas: Float64Array; readonly before: readonly Registered[] } | null
    readonly isWritten: boolean
  },
  context: RunContext,
): Promise<Registered[]> => {
  const { house, input, frames, files } = sequence
  const done: Registered[] = []
  const keep = async (frame: Frame, { meshBytes, meshResidualMm, ...result }: RegisterSequenceFrameOutput) => {
    if (o.isWritten) await writeResults(input.out, [[`${frame.name}.${input.meshFormat}`, meshBytes]])
    done.push({ frame, result, error: null })
  }
  for (const [i, frame] of frames.entries()) {
    checkCancelled(context)
    const part = partOf(context, { from: i / frames.length, to: (i + 1) / frames.length })
    part.report?.({ fraction: 0, message: `Frame ${i + 1} of ${frames.length}, ${frame.name}` })
    if (i === 0 && !o.known) {
      await keep(frame, await registerFirst(sequence, part))
      continue
    }
    const own = o.known?.before[i].result
    const start = own ?? done.findLast(({ result }) => result !== null)?.result ?? o.known?.before[0].result
    const first = o.known?.before[0].result ?? done[0]?.result
    if (!start || !first || !frames[0].set) throw badInput('first-landmarks', 'The first frame was not registered.')
    const betas = o.known ? start.betas.map((beta, k) => (k < 300 ? (o.known?.betas[k] ?? beta) : beta)) : start.betas
    const job = {
      ...files,
      ...{ scan: namedFile(frame.scan), landmarks: frame.set, contours: optionalFile(frame.contours) },
      ...{ unit: first.unit, sizeBeforeM: start.scanSizeM, firstLandmarks: frames[0].set },
      before: { betas, pose: start.pose, trans: start.trans },
      isIdentityKnown: o.known !== null,
      meshName: `${frame.name}.${input.meshFormat}`,
    }
    try {
      await keep(frame, await house.pool.run('registerSequenceFrame', job, part))
    } catch (error) {
      // The sequence goes on from the last frame that was found; this one is told.
      if (!(error instanceof CameoError) || !error.code.startsWith('input/')) throw error
      done.push({ frame, result: null, error: error.message })
    }
  }
  return done
}

const evenly = <T>(items: readonly T[], most: number): T[] =>
  Array.from(
    { length: Math.min(items.length, most) },
    (_, i) => items[Math.floor((i * items.length) / Math.min(items.length, most))],
  )

const identityOf = async ({ house, files, frames }: Sequence, found: readonly Registered[], context: RunContext) => {
  const usable = evenly(
    found.flatMap(({ frame, result }) => (result ? [{ frame, result }] : [])),
    mostIdentityFrames,
  )
  if (!frames[0].set) throw badInput('first-landmarks', 'The first frame has no landmarks.')
  const job = {
    ...{ ...files, firstLandmarks: frames[0].set },
    frames: usable.map(({ frame, result: { unit, betas, pose, trans } }) => ({
      unit,
      scan: namedFile(frame.scan),
      landmarks: frame.set,
      contours: optionalFile(frame.contours),
      before: { betas, pose, trans },
    })),
  }
  return house.pool.run('shareIdentity', job, context)
}

/** Root mean square over components of how far the identity of the frames scatters (standard deviations). */
const identitySpread = (found: readonly Registered[]): number => {
  const betas = found.flatMap(({ result }) => (result ? [result.betas.subarray(0, 300)] : []))
  let sum = 0
  let moved = 0
  for (let c = 0; c < 300; c++) {
    const mean = betas.reduce((total, one) => total + one[c], 0) / betas.length
    const variance = betas.reduce((total, one) => total + (one[c] - mean) ** 2, 0) / betas.length
    if (betas.some((one) => one[c] !== 0)) moved++
    sum += variance
  }
  return Math.sqrt(sum / Math.max(1, moved))
}

/** `[F, n]` a row a frame, NaN where there is none. */
const rowsOf = (found: readonly Registered[], key: 'betas' | 'pose' | 'trans', length: number) => ({
  shape: [found.length, length],
  data: Float64Array.from(
    found.flatMap(({ result }) => [...(result?.[key] ?? new Float64Array(length).fill(Number.NaN))]),
  ),
})

const frameOutput = ({ frame: { name }, result, error }: Registered): FrameOutput => ({
  name,
  error,
  certificate: result?.certificate ?? null,
  scanToMeshMm: result?.scanToMeshMm ?? null,
  landmarkRmsMm: result && result.landmarksUsed.length > 0 ? result.landmarkRmsMm : null,
  flippedFaces: result?.flippedFaces ?? null,
  warnings: result ? [...result.readWarnings, ...result.warnings] : [],
})

const registerSequence = async (
  house: FileHouse,
  input: Input,
  context: RunContext,
): Promise<Output<'files.registerSequence'>> => {
  const startMs = performance.now()
  await checkResultFolder(input.out)
  const { frames, warnings } = await readFrames(house, input, context)
  const { sha256: modelSha256 } = await hashFile(resolve(input.model), context.signal)
  const { embedding, regions } = input
  const files = {
    ...{ model: namedFile(input.model), modelSha256 },
    ...{ embedding: optionalFile(embedding), regions: optionalFile(regions) },
    firstLandmarks: frames[0].set ?? { scheme: null, unit: null, annotator: null, time: null, landmarks: [] },
  }
  const sequence = { house, input, frames, files }
  const isShared = input.sharedIdentity
  const firstPart = partOf(context, { from: 0, to: isShared ? 0.45 : 1 })
  let found = await registerAll(sequence, { known: null, isWritten: !isShared }, firstPart)
  const spread = identitySpread(found)
  if (isShared) {
    const betas = await identityOf(sequence, found, partOf(context, { from: 0.45, to: 0.5 }))
    const known = { betas, before: found }
    found = await registerAll(sequence, { known, isWritten: true }, partOf(context, { from: 0.5, to: 1 }))
  }
  const report = {
    frames: found.map(frameOutput),
    sharedIdentity: isShared,
    identitySpread: spread,
    unit: found.find(({ result }) => result !== null)?.result?.unit ?? ('mm' as const),
    modelSha256,
    seconds: (performance.now() - startMs) / 1000,
    warnings,
  }
  const ofFrames = frames.flatMap(({ scan, landmarks, contours }) => [scan, landmarks, contours])
  const inputs = await inputHashes([...ofFrames, input.model, embedding, regions], context)
  const written = await writeResults(input.out, [
    [
      'parameters.npz',
      writeNpz([
        ['betas', rowsOf(found, 'betas', 400)],
        ['pose', rowsOf(found, 'pose', 15)],
        ['trans', rowsOf(found, 'trans', 3)],
      ]),
    ],
    ['report.json', reportJson({ tool: 'cameo', version: house.version, inputs, ...report })],
  ])
  const meshes = found.flatMap(({ frame, result }) =>
    result ? [resolve(input.out, `${frame.name}.${input.meshFormat}`)] : [],
  )
  return { ...report, files: [...meshes, ...written] }
}

export const sequenceServices = (house: FileHouse): Pick<Services, 'files.registerSequence'> => ({
  'files.registerSequence': (input, context) => registerSequence(house, input, context),
})

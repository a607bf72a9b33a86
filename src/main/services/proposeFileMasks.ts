import { basename, join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { MaskModelFiles } from '#core/jobs/runMaskModel.ts'
import type { Camera } from '#core/model/camera.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { numberInName } from '#core/model/numberInName.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { isImageFile } from './captureLayout.ts'
import { evidenceOfHints, hintedProposal, modelFilesOf } from './hintedProposal.ts'
import { type MaskHints, readMaskHints } from './maskHints.ts'
import { encodeMask } from './maskPng.ts'
import { namedFile } from './namedFile.ts'
import { photoFacts } from './photoFacts.ts'
import { pixelGroups } from './pixelGroups.ts'
import { readCut } from './readCut.ts'
import { type RefineItem, refineMasks, refineViews, sigmaInPx, type ViewItem } from './refineMasks.ts'
import { statedSigmaMm } from './statedSigma.ts'

type Input = ServiceInput<'files.proposeMasks'>
type Result = Output<'files.proposeMasks'>

interface Photo {
  readonly path: string
  readonly index: number
  readonly widthPx: number
  readonly heightPx: number
}

type PhotoView = Photo & Camera

/** Photos that can be read and have a number, by it. Others are warnings; two of one number are refused. */
const numberedPhotos = async (paths: readonly string[], warnings: Warning[]): Promise<Photo[]> => {
  const photos = new Map<number, Photo>()
  for (const path of paths.filter((photo) => isImageFile(basename(photo)))) {
    const name = basename(path)
    const index = numberInName(name)
    if (index === null) {
      warnings.push({ code: 'photo-without-number', message: `${name} has no number in its name and got no mask.` })
      continue
    }
    const other = photos.get(index)
    if (other) {
      throw badInput(
        'photo-number',
        `${name} and ${basename(other.path)} have the same number: their masks would be one file. Rename one.`,
      )
    }
    try {
      photos.set(index, { path, index, ...(await photoFacts(path)) })
    } catch (error) {
      if (!(error instanceof CameoError)) throw error
      warnings.push({ code: 'photo-refused', message: error.message })
    }
  }
  return [...photos.values()].sort((a, b) => a.index - b.index)
}

const withCameras = (
  photos: readonly Photo[],
  cameras: ReadonlyMap<number, Camera>,
  warnings: Warning[],
): PhotoView[] =>
  photos.flatMap((photo) => {
    const camera = cameras.get(photo.index)
    if (camera) return [{ ...photo, ...camera }]
    const message = `${basename(photo.path)} has no camera of its number and got no mask.`
    warnings.push({ code: 'photo-without-camera', message })
    return []
  })

const maskWriter = (out: string) => {
  const files: string[] = []
  const write = async ({ index, widthPx, heightPx }: Photo, mask: Uint8Array): Promise<void> => {
    const path = join(resolve(out), `mask_${String(index).padStart(4, '0')}.png`)
    await writeFileAtomic(path, await encodeMask(mask, { widthPx, heightPx }))
    if (!files.includes(path)) files.push(path)
  }
  return { files, write }
}

type Refined = Photo & RefineItem

const proposeFromScan = async (
  pool: WorkerPool,
  input: Input & { readonly mesh: string; readonly cameras: string },
  photos: readonly Photo[],
  warnings: Warning[],
  context: RunContext,
): Promise<Result> => {
  const cameraFile = await pool.run('readCameraFile', namedFile(input.cameras), context)
  warnings.push(...cameraFile.warnings)
  const views = withCameras(photos, cameraFile.cameras, warnings)
  if (views.length === 0) {
    throw badInput(
      'no-views',
      'No photo has a camera of its number (img_0007.jpg belongs to world_mat_7): there is nothing to draw.',
    )
  }
  const mesh = namedFile(input.mesh)
  const writer = maskWriter(input.out)
  const { files } = writer
  const plane = await readCut(input.cut)
  const write = async (view: PhotoView, mask: Uint8Array): Promise<void> => {
    const { worldMat, distortion, widthPx, heightPx } = view
    const job = { mesh, worldMat, distortion, widthPx, heightPx, mask }
    const signal = { signal: context.signal }
    return writer.write(view, plane ? await pool.run('cutMaskView', { ...job, plane }, signal) : mask)
  }
  const groups = pixelGroups(views, (view) => view)
  const sigmaMm = input.refine === 'none' ? null : await statedSigmaMm(input)
  const known = new Set<string>()
  for (const [i, group] of groups.entries()) {
    const part = (from: number, to: number) =>
      partOf(context, { from: (i + from) / groups.length, to: (i + to) / groups.length })
    if (sigmaMm === null) {
      const masks = await pool.run('proposeMasks', { mesh, views: group }, part(0, 1))
      for (const [j, view] of group.entries()) {
        checkCancelled(context)
        await write(view, masks[j])
      }
      continue
    }
    const outlines = await pool.run('outlineViews', { mesh, views: group }, part(0, 0.1))
    for (const warning of outlines.warnings) if (!known.has(warning.code)) warnings.push(warning)
    for (const { code } of outlines.warnings) known.add(code)
    const items = group.map((view, j): PhotoView & ViewItem => {
      const { pxPerUnit, ...outline } = outlines.views[j]
      const sigmaPx = sigmaInPx(sigmaMm, outlines.mmPerUnit, pxPerUnit)
      return { ...view, photo: view.path, evidence: { kind: 'silhouette', sigmaPx, ...outline } }
    })
    await refineViews(pool, { mesh, items }, write, part(0.1, 1))
  }
  return { masks: files.length, files: files.sort(), sigmaMm, warnings }
}

const hintedItems = (photos: readonly Photo[], hints: MaskHints, warnings: Warning[]): Refined[] =>
  photos.flatMap((photo): Refined[] => {
    const name = basename(photo.path)
    const evidence = evidenceOfHints(hints, name)
    if (evidence) return [{ ...photo, photo: photo.path, evidence }]
    warnings.push({ code: 'photo-without-hint', message: `${name} has no box and no scribbles and got no mask.` })
    return []
  })

const proposeByModel = async (
  pool: WorkerPool,
  { input, models, hints }: { readonly input: Input; readonly models: MaskModelFiles; readonly hints: MaskHints },
  photos: readonly Photo[],
  warnings: Warning[],
  context: RunContext,
): Promise<Result> => {
  const { files, write } = maskWriter(input.out)
  const propose = hintedProposal(hints, models)
  for (const [i, photo] of photos.entries()) {
    checkCancelled(context)
    const name = basename(photo.path)
    context.report?.({ fraction: i / photos.length, message: name })
    const proposal = await propose(pool, { ...photo, name }, { signal: context.signal })
    if (proposal) await write(photo, proposal.mask)
    else warnings.push({ code: 'photo-without-hint', message: `${name} has no box and no scribbles and got no mask.` })
  }
  return { masks: files.length, files: files.sort(), sigmaMm: null, warnings }
}

/** Writes `mask_%04d.png` for every photo that a scan with cameras, a box or scribbles say something of. */
export const proposeFileMasks = async (
  pool: WorkerPool,
  input: Input,
  paths: readonly string[],
  context: RunContext,
): Promise<Result> => {
  const { mesh, cameras } = input
  const hasHints = input.box !== null || input.boxes !== null || input.scribbles !== null
  if (mesh === null && !hasHints && input.matting === null) {
    throw badInput(
      'no-evidence',
      'Proposing a mask needs a scan with cameras, or a box or scribbles about the subject.',
    )
  }
  if (mesh !== null && hasHints) {
    throw badInput('two-evidences', 'Give a scan, or boxes and scribbles: not both.')
  }
  const warnings: Warning[] = []
  const photos = await numberedPhotos(paths, warnings)
  if (mesh !== null) {
    if (cameras === null) throw badInput('no-cameras', 'The outline of a scan needs the cameras of the photos.')
    return proposeFromScan(pool, { ...input, mesh, cameras }, photos, warnings, context)
  }
  const hints = await readMaskHints(input)
  const models = modelFilesOf(input)
  if (models) return proposeByModel(pool, { input, models, hints }, photos, warnings, context)
  const items = hintedItems(photos, hints, warnings)
  if (items.length === 0) {
    throw badInput('no-views', 'No photo has a box or scribbles: there is nothing to propose.')
  }
  const { files, write } = maskWriter(input.out)
  await refineMasks(pool, items, write, context)
  return { masks: files.length, files: files.sort(), sigmaMm: null, warnings }
}

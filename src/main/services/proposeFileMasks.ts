import { basename, join, resolve } from 'node:path'
import type { Output } from '#core/contract/contract.ts'
import type { Camera } from '#core/model/camera.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { isImageFile, numberInName } from './captureLayout.ts'
import { encodeMask } from './maskPng.ts'
import { photoFacts } from './photoFacts.ts'
import { pixelGroups } from './pixelGroups.ts'

export interface ProposeFileMasksInput {
  readonly mesh: string
  readonly cameras: string
  readonly photos: readonly string[]
  readonly out: string
}

interface PhotoView extends Camera {
  readonly index: number
  readonly widthPx: number
  readonly heightPx: number
}

/** Photos whose number is that of a camera. Others are warnings. */
const pairPhotos = async (
  photos: readonly string[],
  cameras: ReadonlyMap<number, Camera>,
  warnings: Warning[],
): Promise<PhotoView[]> => {
  const views: PhotoView[] = []
  for (const path of photos.filter((photo) => isImageFile(basename(photo)))) {
    const name = basename(path)
    const index = numberInName(name)
    const camera = index === null ? undefined : cameras.get(index)
    if (index === null || !camera) {
      warnings.push({ code: 'photo-without-camera', message: `${name} has no camera of its number and got no mask.` })
      continue
    }
    try {
      views.push({ index, ...camera, ...(await photoFacts(path)) })
    } catch (error) {
      if (!(error instanceof CameoError)) throw error
      warnings.push({ code: 'photo-refused', message: error.message })
    }
  }
  return views.sort((a, b) => a.index - b.index)
}

/** Writes `mask_%04d.png`, the mesh's silhouette, for every photo with a camera. Mesh and cameras share a frame. */
export const proposeFileMasks = async (
  pool: WorkerPool,
  input: ProposeFileMasksInput,
  context: RunContext,
): Promise<Output<'files.proposeMasks'>> => {
  const { cameras, warnings: cameraWarnings } = await pool.run(
    'readCameraFile',
    { ref: resolve(input.cameras) },
    context,
  )
  const warnings = [...cameraWarnings]
  const views = await pairPhotos(input.photos, cameras, warnings)
  if (views.length === 0) {
    throw badInput(
      'no-views',
      'No photo has a camera of its number (img_0007.jpg belongs to world_mat_7): there is nothing to draw.',
    )
  }
  const mesh = { ref: resolve(input.mesh), fileName: basename(input.mesh) }
  const files: string[] = []
  const groups = pixelGroups(views, (view) => view)
  for (const [i, group] of groups.entries()) {
    const part = partOf(context, { from: i / groups.length, to: (i + 1) / groups.length })
    const masks = await pool.run('proposeMasks', { mesh, views: group }, part)
    for (const [j, view] of group.entries()) {
      checkCancelled(context)
      const path = join(resolve(input.out), `mask_${String(view.index).padStart(4, '0')}.png`)
      await writeFileAtomic(path, await encodeMask(masks[j], view))
      files.push(path)
    }
  }
  return { masks: files.length, files, warnings }
}

import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { numberInName } from '#core/model/numberInName.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import type { House } from './house.ts'
import { maskFilesIn, readMaskFile } from './maskFolder.ts'
import type { OpenProject } from './openProject.ts'

type Input = ServiceInput<'maskChecks.compare'>
type Result = Output<'maskChecks.compare'>

/** The other annotator's picture of a photo: by its whole name first, else by the number in it. */
const fileFinder = (files: readonly string[]): ((image: ImageRow) => string | undefined) => {
  const stemOf = (name: string): string => name.slice(0, name.lastIndexOf('.'))
  return ({ name }) => {
    const number = numberInName(name)
    return (
      files.find((file) => stemOf(file) === stemOf(name)) ??
      (number === null ? undefined : files.find((file) => numberInName(file) === number))
    )
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** How far the masks of a subject agree with those of another annotator, which lie in a folder. */
export const compareSubjectMasks = async (
  { pool }: House,
  project: OpenProject,
  { subjectId, folder, tolerancePx }: Input,
  context: RunContext,
): Promise<Result> => {
  const images = project.tables.images.bySubject(project.subject(subjectId).id)
  const fileOf = fileFinder(await maskFilesIn(folder))
  const photos: Result['photos'] = []
  const warnings: Warning[] = []
  for (const [i, image] of images.entries()) {
    checkCancelled(context)
    const { id, name, widthPx, heightPx } = image
    context.report?.({ fraction: i / images.length, message: name })
    const [file, artefact] = [fileOf(image), await project.maskPictures.of(id)]
    if (!file || !artefact) {
      const message = file ? `${name} has no mask here.` : `${name} has no mask in the folder.`
      warnings.push({ code: 'mask-alone', message })
      continue
    }
    const other = await readMaskFile(folder, file)
    if (other.widthPx !== widthPx || other.heightPx !== heightPx) {
      const message = `${file} measures ${other.widthPx} × ${other.heightPx} px, ${name} ${widthPx} × ${heightPx} px.`
      warnings.push({ code: 'image-size', message })
      continue
    }
    const own = (await project.masks.picture(artefact)).toMask()
    const pair = { a: own, b: other.mask, widthPx, heightPx, tolerancePx }
    const { iou, boundaryF, boundaryP95Px } = await pool.run('compareMaskPair', pair, { signal: context.signal })
    photos.push({ imageId: id, name, file, iou, boundaryF, boundaryP95Px })
  }
  if (photos.length === 0) {
    throw badInput(
      'no-pairs',
      'No photo has a mask both here and in the folder: they belong together by their names, or by the last number in them.',
    )
  }
  return {
    photos,
    meanIou: mean(photos.map(({ iou }) => iou)),
    meanBoundaryF: mean(photos.map(({ boundaryF }) => boundaryF)),
    warnings,
  }
}

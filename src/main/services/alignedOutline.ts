import type { Output } from '#core/contract/contract.ts'
import { invertAffine4, multiply4 } from '#core/model/transform.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { requireSource } from './sourceFiles.ts'
import { fineFromCameraFrame, scanOfRole } from './stepPlans.ts'

/** The fine scan's outline in a photo whose camera the current alignment has carried; nothing where it cannot be. */
export const alignedOutline = async (
  { pool }: House,
  project: OpenProject,
  imageId: string,
): Promise<Output<'alignments.outline'>> => {
  const image = project.image(imageId)
  const camera = image.cameraId === null ? undefined : project.tables.cameras.get(image.cameraId)
  const fine = scanOfRole(project, image.subjectId, 'fine')
  const way = camera && fine ? fineFromCameraFrame(project, camera.scanId, fine) : null
  if (!camera || !fine || !way) return { scanId: null, alignmentId: null, lines: [] }
  const source = await requireSource(project, fine.fileId)
  const { widthPx, heightPx } = image
  const lines = await pool.run('outlineInView', {
    mesh: { ref: source.absolutePath, fileName: source.fileName },
    worldMat: multiply4(camera.worldMat, invertAffine4(way.matrix)),
    distortion: camera.distortion,
    widthPx,
    heightPx,
  })
  return { scanId: fine.id, alignmentId: way.alignment?.id ?? null, lines: lines.map((line) => [...line]) }
}

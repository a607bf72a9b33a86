import type { Output } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import { checkRevision, historyOf, stepHistory } from './historyDocuments.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'

type PhotoPoints = Output<'photoPoints.get'>
type Points = PhotoPoints['points']

const documentOf = (imageId: string): string => `photo-points:${imageId}`

/** The points of a photo are where their history stands; there is no other record of them. */
export const photoPointsOf = ({ tables }: OpenProject, imageId: string): Points =>
  (tables.history.inForce(documentOf(imageId)) as Points | undefined) ?? []

const recordOf = (project: OpenProject, imageId: string): PhotoPoints => ({
  imageId,
  points: photoPointsOf(project, imageId),
  ...historyOf(project, documentOf(imageId)),
})

const checkPoints = ({ name, widthPx, heightPx }: ImageRow, points: Points): void => {
  const names = new Set<string>()
  for (const point of points) {
    if (names.has(point.name)) {
      throw badInput('duplicate-landmark', `Two points of ${name} are named "${point.name}". Names must differ.`)
    }
    names.add(point.name)
    const isInside = point.xPx >= -0.5 && point.yPx >= -0.5 && point.xPx <= widthPx - 0.5 && point.yPx <= heightPx - 0.5
    if (!isInside) {
      throw badInput('photo-point', `"${point.name}" lies beside ${name}, which is ${widthPx} × ${heightPx} pixels.`, {
        xPx: point.xPx,
        yPx: point.yPx,
      })
    }
  }
}

const commit = (project: OpenProject, image: ImageRow, after: Points): void => {
  checkPoints(image, after)
  const before = photoPointsOf(project, image.id)
  if (JSON.stringify(before) === JSON.stringify(after)) return
  project.transaction(() => {
    const edit = { kind: 'clicked', before, after, delta: null }
    project.tables.history.record(documentOf(image.id), edit, project.actor)
    project.record('photoPoints.clicked', image.subjectId, { imageId: image.id, old: before, new: after })
  })
}

const step = (project: OpenProject, image: ImageRow, direction: 'undo' | 'redo'): void =>
  project.transaction(() => {
    const old = photoPointsOf(project, image.id)
    stepHistory(project, documentOf(image.id), direction, image.name)
    const now = photoPointsOf(project, image.id)
    project.record(`photoPoints.${direction}`, image.subjectId, { imageId: image.id, old, new: now })
  })

type PhotoPointMethods = `photoPoints.${'get' | 'list' | 'commit' | 'undo' | 'redo'}`

/** Landmarks as people clicked them in photos. */
export const photoPointServices = ({ session }: Pick<House, 'session'>): Pick<Services, PhotoPointMethods> => {
  const undoOrRedo = async (imageId: string, direction: 'undo' | 'redo'): Promise<PhotoPoints> => {
    const project = session.open
    const image = project.image(imageId)
    step(project, image, direction)
    project.changed(image.subjectId)
    return recordOf(project, imageId)
  }
  return {
    'photoPoints.get': async ({ imageId }) => recordOf(session.open, session.open.image(imageId).id),
    'photoPoints.list': async ({ subjectId }) => {
      const project = session.open
      const records = project.tables.images.bySubject(subjectId).map(({ id }) => recordOf(project, id))
      return { photos: records.filter(({ points }) => points.length > 0) }
    },
    'photoPoints.commit': async ({ imageId, baseRevision, points }) => {
      const project = session.open
      const image = project.image(imageId)
      checkRevision(project, documentOf(imageId), baseRevision, `list of points of ${image.name}`)
      commit(project, image, points)
      project.changed(image.subjectId)
      return recordOf(project, imageId)
    },
    'photoPoints.undo': ({ imageId }) => undoOrRedo(imageId, 'undo'),
    'photoPoints.redo': ({ imageId }) => undoOrRedo(imageId, 'redo'),
  }
}

import type { SubjectDetail, SubjectSummary } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { FileRow } from '../catalogue/tables/files.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import type { SubjectRow } from '../catalogue/tables/subjects.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { alignmentRecord, imageRecord, registrationRecord, scanRecord, thumbnailUrl } from './records.ts'
import { subjectStatus } from './subjectStatus.ts'

/** The photo in the middle of the series: in a capture from side to side, the face. */
const facePhoto = (images: readonly ImageRow[]): ImageRow | undefined => images[Math.floor(images.length / 2)]

const countMissing = async (project: OpenProject, files: readonly FileRow[]): Promise<number> => {
  const present = await Promise.all(
    files.map((file) => project.presence.isPresent(project.absolutePath(file.path), file)),
  )
  return present.filter((isPresent) => !isPresent).length
}

/** Everything of a summary that the catalogue alone decides. */
const factsOf = (project: OpenProject, { id, name }: SubjectRow) => {
  const { tables } = project
  const scans = tables.scans.bySubject(id)
  const images = tables.images.bySubject(id)
  const face = facePhoto(images)
  return {
    files: [...scans, ...images].map(({ fileId }) => tables.files.get(fileId)),
    summary: {
      id,
      name,
      thumbnailUrl: face ? thumbnailUrl(project, face) : null,
      scanCount: scans.length,
      imageCount: images.length,
      maskCount: images.filter((image) => tables.masks.get(image.id).source !== 'none').length,
      ...subjectStatus(project, id),
    },
  }
}

const summaryOf = async (project: OpenProject, subject: SubjectRow): Promise<SubjectSummary> => {
  const { summary, files } = project.remember(subject.id, 'summary', () => factsOf(project, subject))
  return { ...summary, missingFiles: await countMissing(project, files) }
}

const detailOf = async (project: OpenProject, subject: SubjectRow): Promise<SubjectDetail> => {
  const { tables } = project
  const { id, age, gender, ethnicity } = subject
  const [summary, scans, images] = await Promise.all([
    summaryOf(project, subject),
    Promise.all(tables.scans.bySubject(id).map((scan) => scanRecord(project, scan))),
    Promise.all(tables.images.bySubject(id).map((image) => imageRecord(project, image))),
  ])
  return {
    ...summary,
    metadata: { age, gender, ethnicity, values: tables.subjectValues.get(id) },
    sequences: tables.sequences
      .bySubject(id)
      .map((sequence) => ({ ...sequence, frames: [...tables.frames.bySequence(sequence.id)] })),
    scans,
    images,
    alignments: tables.alignments.bySubject(id).map((row) => alignmentRecord(project, row)),
    registrations: tables.registrations.bySubject(id).map((row) => registrationRecord(project, row)),
  }
}

type SubjectMethods = 'subjects.list' | 'subjects.get' | 'subjects.update'

export const subjectServices = ({ session }: House): Pick<Services, SubjectMethods> => ({
  'subjects.list': async () => {
    const project = session.open
    const subjects: SubjectSummary[] = []
    // One after the other: between two subjects other calls get their turn.
    for (const subject of project.tables.subjects.list()) subjects.push(await summaryOf(project, subject))
    return { subjects }
  },

  'subjects.get': async ({ subjectId }) => detailOf(session.open, session.open.subject(subjectId)),

  'subjects.update': async ({ subjectId, name, metadata }) => {
    const project = session.open
    const { tables } = project
    const before = project.subject(subjectId)
    const namesake = name === undefined ? undefined : tables.subjects.byName(name)
    if (namesake && namesake.id !== subjectId) {
      throw badInput('subject-name', `There already is a subject "${name}". Choose another name.`)
    }
    project.transaction(() => {
      const values = tables.subjectValues.get(subjectId)
      if (name !== undefined) tables.subjects.rename(subjectId, name)
      if (metadata) {
        tables.subjects.describe(subjectId, metadata)
        tables.subjectValues.replace(subjectId, metadata.values)
      }
      const { age, gender, ethnicity } = before
      project.record('subject.changed', subjectId, {
        old: { name: before.name, metadata: { age, gender, ethnicity, values } },
        new: { name: name ?? before.name, ...(metadata && { metadata }) },
      })
    })
    project.changed(subjectId)
    return detailOf(project, project.subject(subjectId))
  },
})

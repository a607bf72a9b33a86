import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Output } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { landmarkFormats, readLandmarks } from '#core/formats/index.ts'
import { inUnitOf } from '#core/geometry/landmarkUnit.ts'
import { observerStudy } from '#core/geometry/study/observerStudy.ts'
import { badInput, toErrorRecord } from '#core/model/errors.ts'
import { type LandmarkSet, placedPoints } from '#core/model/landmarks.ts'
import type { Warning } from '#core/model/mesh.ts'
import type { Annotation } from '#core/model/observerStudy.ts'
import type { LandmarkSetRow } from '../catalogue/tables/landmarkSets.ts'
import { sessionOf } from './blindStudy.ts'
import type { House } from './house.ts'
import { landmarkSetOf } from './landmarks.ts'

interface StudiedSet {
  readonly annotator: string
  readonly session: number
  readonly scan: string
  readonly set: LandmarkSet
}

/** All in the unit of the first that states one. */
const studyOf = (sets: readonly StudiedSet[], warnings: Warning[]): Output<'files.studyLandmarks'> => {
  const unit = sets.find(({ set }) => set.unit !== null)?.set.unit ?? null
  const unstated = sets.filter(({ set }) => set.unit === null)
  if (unit !== null && unstated.length > 0) {
    warnings.push({
      code: 'study-unit',
      message: `${unstated.length} of ${sets.length} sets state no unit; they were taken to be in ${unit}, as the others.`,
    })
  }
  const annotations = sets.map(({ set, ...who }): Annotation => {
    const { landmarks } = inUnitOf({ unit, name: who.scan }, set)
    const used = landmarks.map((landmark) =>
      landmark.status === 'uncertain' ? { ...landmark, status: 'placed' as const } : landmark,
    )
    return { ...who, points: placedPoints({ landmarks: used }) }
  })
  return { ...observerStudy(annotations, unit), warnings }
}

/** Endings of landmark files, the longest first: what stands before is the name of the scan. */
const endings = landmarkFormats
  .flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))
  .sort((a, b) => b.length - a.length)

const scanNameOf = (fileName: string): string | null => {
  const ending = endings.find((each) => fileName.toLowerCase().endsWith(each))
  return ending === undefined ? null : fileName.slice(0, -ending.length)
}

const readStudyFolder = async (path: string): Promise<{ sets: StudiedSet[]; warnings: Warning[] }> => {
  const folders = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw badInput('study-folder', `${path} cannot be read: ${toErrorRecord(error).message}`)
  })
  const sets: StudiedSet[] = []
  const warnings: Warning[] = []
  for (const folder of folders.filter((entry) => entry.isDirectory()).sort((a, b) => a.name.localeCompare(b.name))) {
    const [, annotator = folder.name, number = '1'] = /^(.+)@(\d+)$/.exec(folder.name) ?? []
    for (const fileName of (await readdir(join(path, folder.name))).sort()) {
      const scan = scanNameOf(fileName)
      if (scan === null) continue
      const file = `${folder.name}/${fileName}`
      try {
        const reading = readLandmarks(await readFile(join(path, folder.name, fileName)), fileName)
        sets.push({ annotator, session: Number(number), scan, set: reading.set })
        warnings.push(...reading.warnings.map(({ code, message }) => ({ code, message: `${file}: ${message}` })))
      } catch (error) {
        warnings.push({ code: 'study-file', message: `Left out: ${toErrorRecord(error).message} (${file})` })
      }
    }
  }
  if (sets.length === 0) {
    throw badInput(
      'study-folder',
      `${path} holds no study: Cameo looks for a folder for each annotator, with a landmark file for each scan.`,
    )
  }
  return { sets, warnings }
}

export const fileStudyServices = (): Pick<Services, 'files.studyLandmarks'> => ({
  'files.studyLandmarks': async ({ path }) => {
    const { sets, warnings } = await readStudyFolder(resolve(path))
    return studyOf(sets, warnings)
  },
})

/** The annotators' own sets; the one that everything uses is its annotator's first where they have none of their own. */
const setsOf = (rows: readonly Pick<LandmarkSetRow, 'observer' | 'annotator'>[]) => {
  const own = rows
    .filter(({ observer }) => observer !== '')
    .map(({ observer }) => ({ observer, ...sessionOf(observer) }))
  const annotator = rows.find(({ observer }) => observer === '')?.annotator ?? null
  const repeats = own.filter((set) => set.annotator === annotator)
  const isFirst = annotator !== null && repeats.length > 0 && repeats.every(({ session }) => session > 1)
  return isFirst ? [{ observer: '', annotator, session: 1 }, ...own] : own
}

export const studyServices = ({ session }: Pick<House, 'session'>): Pick<Services, 'landmarks.study'> => ({
  'landmarks.study': async ({ subjectIds }) => {
    const project = session.open
    const { subjects, scans, landmarkSets } = project.tables
    const chosen = subjects.list().filter(({ id }) => subjectIds === null || subjectIds.includes(id))
    const sets = chosen.flatMap((subject) =>
      scans.bySubject(subject.id).flatMap((scan) =>
        setsOf(landmarkSets.observers(scan.id)).map(({ observer, ...who }): StudiedSet => {
          const { landmarks, ...set } = landmarkSetOf(project, scan, observer)
          // What was proposed and accepted is nobody's own judgement.
          const own = landmarks.filter(({ source }) => source !== 'proposed-accepted')
          return { ...who, scan: `${subject.name}/${scan.name}`, set: { ...set, unit: scan.unit, landmarks: own } }
        }),
      ),
    )
    if (sets.length === 0) {
      throw badInput('study-too-few', 'No annotator has a set of their own in this project yet; a study needs two.')
    }
    return studyOf(sets, [])
  },
})

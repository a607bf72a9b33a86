import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import type { RunContext } from '#core/model/run.ts'
import type { Vec3 } from '#core/model/transform.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { House } from './house.ts'
import { landmarkSetOf } from './landmarks.ts'
import type { OpenProject } from './openProject.ts'
import { findScheme } from './schemes.ts'
import { requireSource } from './sourceFiles.ts'

/** What people placed on the scans of other subjects, one scan a subject; accepted proposals would confirm themselves. */
export const populationOf = (
  project: OpenProject,
  scan: Pick<ScanRow, 'subjectId' | 'role'>,
): (readonly (readonly [string, Vec3])[])[] => {
  const { subjects, scans } = project.tables
  return subjects.list().flatMap(({ id }) => {
    if (id === scan.subjectId) return []
    const others = scans.bySubject(id)
    const other = others.find(({ role }) => role === scan.role) ?? others[0]
    if (!other) return []
    const set = landmarkSetOf(project, other)
    const clicked = set.landmarks.filter(({ source }) => source !== 'proposed-accepted')
    const points = [...placedPoints({ landmarks: clicked })]
    return points.length > 0 ? [points] : []
  })
}

const namedSource = async (project: OpenProject, fileId: string) => {
  const { absolutePath, fileName, sha256 } = await requireSource(project, fileId)
  return { ref: absolutePath, fileName, sha256 }
}

const modelOf = async (project: OpenProject, modelId: string | null) => {
  if (modelId === null) return null
  const model = project.tables.models.get(modelId)
  if (!model) throw badInput('unknown-model', `There is no head model "${modelId}" in this project.`)
  const { sha256, ...file } = await namedSource(project, model.fileId)
  const embedding = model.embeddingFileId === null ? null : await namedSource(project, model.embeddingFileId)
  return { file, sha256, embedding }
}

const propose = async (
  { pool, session }: House,
  { scanId, observer, scheme, modelId }: ServiceInput<'landmarks.propose'>,
  context: RunContext,
): Promise<Output<'landmarks.propose'>> => {
  const project = session.open
  const scan = project.scan(scanId)
  const wanted = await findScheme(scheme, project.folder)
  const { ref, fileName } = await namedSource(project, scan.fileId)
  return pool.run(
    'proposeLandmarks',
    {
      scan: { ref, fileName },
      unit: scan.unit,
      landmarks: landmarkSetOf(project, scan, observer),
      scheme: wanted,
      population: populationOf(project, scan),
      model: await modelOf(project, modelId),
    },
    context,
  )
}

export const proposalServices = (house: House): Pick<Services, 'landmarks.propose'> => ({
  'landmarks.propose': (input, context) => propose(house, input, context),
})

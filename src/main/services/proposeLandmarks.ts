import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { frameBeside } from '#core/editor/sequenceFrames.ts'
import { badInput } from '#core/model/errors.ts'
import { type Landmark, type LandmarkSet, placedPoints } from '#core/model/landmarks.ts'
import type { RunContext } from '#core/model/run.ts'
import { scaleOf, type Vec3 } from '#core/model/transform.ts'
import { mmPer } from '#core/model/units.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { House } from './house.ts'
import { landmarkSetOf } from './landmarks.ts'
import type { OpenProject } from './openProject.ts'
import { registrationFiles } from './registrationFiles.ts'
import { findScheme } from './schemes.ts'
import { requireSource } from './sourceFiles.ts'

/** More heads say nothing that so many do not. */
const mostHeads = 64

/** What people placed on the scans of other subjects, one scan a subject; accepted proposals would confirm themselves. */
export const populationOf = (
  project: OpenProject,
  scan: Pick<ScanRow, 'subjectId' | 'role'>,
): (readonly (readonly [string, Vec3])[])[] => {
  const { subjects, scans } = project.tables
  const people = subjects.list().filter(({ id }) => id !== scan.subjectId)
  const step = Math.max(1, people.length / mostHeads)
  const chosen = Array.from({ length: Math.min(mostHeads, people.length) }, (_, i) => people[Math.floor(i * step)])
  return chosen.flatMap(({ id }) => {
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
  input: Pick<ServiceInput<'landmarks.propose'>, 'scanId' | 'scheme' | 'modelId'>,
  landmarks: LandmarkSet,
  context?: RunContext,
): Promise<Output<'landmarks.propose'>> => {
  const project = session.open
  const scan = project.scan(input.scanId)
  const scheme = await findScheme(input.scheme, project.folder)
  const { ref, fileName } = await namedSource(project, scan.fileId)
  const model = await modelOf(project, input.modelId)
  const population = model ? [] : populationOf(project, scan)
  const job = { scan: { ref, fileName }, unit: scan.unit, landmarks, scheme, population, model }
  return pool.run('proposeLandmarks', job, context)
}

/** The scan of the same role in the frame beside this one, with its points; null where there is none. */
const frameOf = (project: OpenProject, scan: ScanRow, observer: string) => {
  const { subjects, scans } = project.tables
  const people = subjects.list()
  const own = people.find(({ id }) => id === scan.subjectId)?.name ?? ''
  const beside = frameBeside(
    own,
    people.map(({ name }) => name),
  )
  const subject = people.find(({ name }) => name === beside)
  const other = subject && scans.bySubject(subject.id).find(({ role }) => role === scan.role)
  if (!subject || !other) return null
  const sets = [observer, ''].map((whose) => landmarkSetOf(project, other, whose))
  const landmarks = sets.find((set) => placedPoints(set).size > 0)
  return landmarks ? { name: subject.name, scan: other, landmarks } : null
}

const carry = async (
  { pool, session }: House,
  { scanId, observer, landmarks }: { scanId: string; observer: string; landmarks: readonly Landmark[] },
): Promise<Output<'landmarks.carryNow'>> => {
  const project = session.open
  const scan = project.scan(scanId)
  const frame = frameOf(project, scan, observer)
  if (!frame) return null
  const unit = scan.unit ?? frame.scan.unit
  if (!unit) {
    throw badInput('unit-unknown', `The unit of ${scan.name} is not known. Say it where the scan is shown.`)
  }
  const side = async (row: ScanRow, set: Pick<LandmarkSet, 'landmarks'>) => {
    const { ref, fileName } = await namedSource(project, row.fileId)
    return { scan: { ref, fileName }, mmPerUnit: mmPer(row.unit ?? unit), landmarks: set }
  }
  const found = await pool.run('carryLandmarks', {
    from: await side(frame.scan, frame.landmarks),
    to: await side(scan, { landmarks }),
  })
  return { frame: frame.name, ...found }
}

/** Millimetres that a landmark of a registration is off where nothing was left out to tell. */
const usualErrorMm = 2

/** From the finished registration of a scan; null where there is none. */
const carryRegistration = async (
  { pool, session }: House,
  { scanId, scheme }: ServiceInput<'landmarks.carryRegistration'>,
): Promise<Output<'landmarks.carryRegistration'>> => {
  const project = session.open
  const { registrations, registrationReports } = project.tables
  const registration = registrations.current(project.scan(scanId).id)
  if (!registration) return null
  const { regions: _unused, ...files } = await registrationFiles(project, registration)
  return pool.run('proposeFromRegistration', {
    ...files,
    metresPerUnit: scaleOf(registration.metresFromScan),
    scheme: await findScheme(scheme, project.folder),
    sigmaMm: registrationReports.get(registration.id)?.measured.heldOutMm?.registration ?? usualErrorMm,
  })
}

export const proposalServices = (
  house: House,
): Pick<Services, `landmarks.${'propose' | 'proposeNow' | 'carryNow' | 'carryRegistration' | 'population'}`> => ({
  'landmarks.propose': (input, context) => {
    const project = house.session.open
    return propose(house, input, landmarkSetOf(project, project.scan(input.scanId), input.observer), context)
  },
  'landmarks.proposeNow': ({ landmarks, ...input }) => {
    const { unit } = house.session.open.scan(input.scanId)
    return propose(house, input, { scheme: input.scheme, unit, annotator: null, time: null, landmarks })
  },
  'landmarks.carryNow': (input) => carry(house, input),
  'landmarks.carryRegistration': (input) => carryRegistration(house, input),
  'landmarks.population': async ({ scanId }) => {
    const project = house.session.open
    const heads = populationOf(project, project.scan(scanId))
    return { heads: heads.map((head) => head.map(([name, [x, y, z]]) => ({ name, position: [x, y, z] }))) }
  },
})

import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { NamedFile } from '#core/jobs/inspectModel.ts'
import type { TextureRegistrationInput } from '#core/jobs/textureRegistration.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { scaleOf } from '#core/model/transform.ts'
import type { ModelRow } from '../catalogue/tables/models.ts'
import type { RegistrationRow } from '../catalogue/tables/registrations.ts'
import type { RegistrationTextureRow } from '../catalogue/tables/registrationTextures.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import { explainError } from './explainError.ts'
import type { House } from './house.ts'
import type { OpenProject } from './openProject.ts'
import { registrationFiles } from './registrationFiles.ts'
import { optionalProjectFile, projectFile } from './sourceFiles.ts'
import { type StampedFile, stampedFile } from './stampedFile.ts'
import { texturedPictures } from './textureFiles.ts'
import { colorObstacle, type TextureWork, texturePlanOf } from './texturePlans.ts'

export type WantedTexture = ServiceInput<'registrations.makeTexture'>['texture']
type Obstacles = Output<'registrations.textureObstacles'>

/** Names inside the stored mesh; whoever writes it elsewhere names its files anew. */
const storedNames = { meshName: 'registration.obj', libraryName: 'registration.mtl', textureName: 'registration.png' }

/** Where a model's triangles lie: in a file of the user's, or, with nulls, in the model itself. */
interface Layout {
  readonly sha256: string | null
  readonly file: NamedFile | null
  /** Its file in the catalogue. Called inside the transaction of what is made with it. */
  readonly keep: () => string | null
  /** The file that was named; null where it is what the model has. */
  readonly given: StampedFile | null
}

/** The file that a texture was asked for with; else that of its model. */
const layoutOf = async (project: OpenProject, model: ModelRow, uv: string | null): Promise<Layout> => {
  const { files } = project.tables
  const { uvFileId } = model
  if (uv === null) {
    const file = await optionalProjectFile(project, uvFileId)
    return { sha256: uvFileId && files.get(uvFileId).sha256, file, keep: () => uvFileId, given: null }
  }
  const given = await stampedFile(project, uv)
  return { sha256: given.sha256, file: given.named, keep: () => files.ensure(given.stored), given }
}

/** Sets the file with a model's UV layout. Called inside a transaction. */
export const setLayout = (project: OpenProject, { id, uvFileId }: ModelRow, uv: StampedFile | null): void => {
  const { files, models } = project.tables
  models.setUv(id, uv && files.ensure(uv.stored))
  const old = uvFileId && files.get(uvFileId).sha256
  project.record('model.uv', null, { modelId: id, old, new: uv && { path: uv.path, sha256: uv.sha256 } })
}

/** The project remembers a file that was named for a model that has none; returns what is told of it. */
const rememberLayout = (project: OpenProject, modelId: string, { given }: Layout): string | null => {
  const model = project.tables.models.get(modelId)
  if (!given || !model || model.uvFileId !== null) return null
  setLayout(project, model, given)
  return `${given.named.fileName} is now the UV layout of ${model.name} in this project.`
}

const modelFileOf = async (
  project: OpenProject,
  { fileId }: ModelRow,
): Promise<Pick<StampedFile, 'sha256' | 'named'>> => ({
  sha256: project.tables.files.get(fileId).sha256,
  named: await projectFile(project, fileId),
})

/** Layouts that have been tried, by the content of model and layout: null is a good one, else what is wrong with it. */
const triedLayouts = new Map<string, CameoError | null>()

/** @throws CameoError `input/no-uv`, `input/uv-outside`, `input/other-topology`. */
export const requireLayout = async (
  { pool }: House,
  o: {
    readonly model: Pick<StampedFile, 'sha256' | 'named'>
    readonly layout: Pick<Layout, 'sha256' | 'file'>
  },
): Promise<void> => {
  const { model, layout } = o
  const key = `${model.sha256} ${layout.sha256}`
  const tried = triedLayouts.get(key)
  if (tried) throw tried
  if (tried === null) return
  try {
    await pool.run('checkTexture', { model: model.named, uv: layout.file, scan: null })
    triedLayouts.set(key, null)
  } catch (error) {
    const failure = explainError(error)
    const isOfContent = failure instanceof CameoError && /^input\/(no-uv|uv-outside|other-topology)$/.test(failure.code)
    if (isOfContent) triedLayouts.set(key, failure)
    throw failure
  }
}

/** Why a texture on a scan cannot be made from the one or the other, or not at all. */
export const textureObstacles = async (
  house: House,
  project: OpenProject,
  { scan, model }: { readonly scan: ScanRow; readonly model: ModelRow },
): Promise<Obstacles> => {
  let uv: string | null = null
  try {
    await requireLayout(house, {
      model: await modelFileOf(project, model),
      layout: await layoutOf(project, model, null),
    })
  } catch (error) {
    const failure = explainError(error)
    if (!(failure instanceof CameoError && failure.code.startsWith('input/'))) throw failure
    uv = failure.message
  }
  return { scan: colorObstacle(project, scan, 'scan'), photos: colorObstacle(project, scan, 'photos'), uv }
}

/** @throws CameoError `input/no-colors`, `input/no-photos`, `input/no-uv` where a texture could not be made. */
export const requireTexture = async (
  house: House,
  project: OpenProject,
  { scan, model, wanted }: { readonly scan: ScanRow; readonly model: ModelRow; readonly wanted: WantedTexture },
): Promise<Layout> => {
  const obstacle = colorObstacle(project, scan, wanted.from)
  if (obstacle !== null) throw badInput(wanted.from === 'scan' ? 'no-colors' : 'no-photos', obstacle)
  const layout = await layoutOf(project, model, wanted.uv)
  await requireLayout(house, { model: await modelFileOf(project, model), layout })
  return layout
}

const photosOf = async (
  project: OpenProject,
  { views, scan, from }: TextureWork,
): Promise<{ readonly photos: TextureRegistrationInput['photos']; readonly warnings: readonly Warning[] }> => {
  if (from === 'scan') return { photos: [], warnings: [] }
  const photos: { file: NamedFile; camera: TextureRegistrationInput['photos'][number]['camera'] }[] = []
  for (const { image, worldMat } of views) {
    const camera = image.cameraId === null ? undefined : project.tables.cameras.get(image.cameraId)
    if (camera) photos.push({ file: await projectFile(project, image.fileId), camera: { ...camera, worldMat } })
  }
  const all = project.tables.images.bySubject(scan.subjectId).length
  const left = all - photos.length
  const message = `${left} of ${all} photos have no camera in the frame of the registered scan and were left out.`
  return { photos, warnings: left === 0 ? [] : [{ code: 'photo-without-camera', message }] }
}

type Made = Pick<RegistrationTextureRow, 'pictureArtefact' | 'maskArtefact' | 'meshArtefact' | 'details'>

const makeTexture = async (
  house: House,
  project: OpenProject,
  { work, uv }: { readonly work: TextureWork; readonly uv: NamedFile | null },
  context: RunContext,
): Promise<Made> => {
  const startMs = performance.now()
  const { registration: row, sizePx } = work
  const { scan, registration, model } = await registrationFiles(project, row)
  const { photos, warnings } = await photosOf(project, work)
  const job = {
    ...{ scan, registration, model, uv, photos, sizePx, ...storedNames },
    ...{ metresPerUnit: scaleOf(row.metresFromScan), registrationUnit: 'm' as const },
  }
  const made = await house.pool.run('textureRegistration', job, context)
  const pictures = await texturedPictures(made, sizePx)
  checkCancelled(context)
  const { source, measuredShare, filledShare } = made
  return {
    pictureArtefact: await project.artefacts.put(pictures.picture, 'png'),
    maskArtefact: await project.artefacts.put(pictures.mask, 'png'),
    meshArtefact: await project.artefacts.put(made.meshBytes, 'obj'),
    details: {
      ...{ source, measuredShare, filledShare, photos: made.photos, modelSha256: row.modelSha256 },
      seconds: (performance.now() - startMs) / 1000,
      warnings: [...warnings, ...made.warnings],
    },
  }
}

const isSound = async ({ artefacts }: OpenProject, row: RegistrationTextureRow): Promise<boolean> => {
  const names = [row.pictureArtefact, row.maskArtefact, row.meshArtefact]
  return (await Promise.all(names.map((name) => artefacts.isSound(name)))).every(Boolean)
}

interface EnsuredTexture {
  readonly texture: RegistrationTextureRow
  /** What a person is told of the layout; null where the project has nothing new to remember. */
  readonly layoutNote: string | null
}

/**
 * The texture of a stored registration, which is then its newest: what was made from the same inputs is used again,
 * also where it was made for another registration with the same mesh. A layout that was named for a model that has none
 * becomes the model's.
 */
export const ensureTexture = async (
  house: House,
  project: OpenProject,
  o: { readonly registration: RegistrationRow; readonly wanted: WantedTexture },
  context: RunContext,
): Promise<EnsuredTexture> => {
  const { registration, wanted } = o
  const { tables } = project
  const scan = project.scan(registration.scanId)
  const model = tables.models.get(registration.modelId)
  if (!model) throw badInput('unknown-model', 'The head model of this registration is not in the project any more.')
  const layout = await requireTexture(house, project, { scan, model, wanted })
  const { from, sizePx } = wanted
  const plan = texturePlanOf(project, registration, { from, sizePx, uvSha256: layout.sha256 })
  if (!plan.ready) throw badInput('not-ready', plan.reason)
  const { key, work } = plan
  const before = tables.registrationTextures.current(registration.id)
  const known = tables.registrationTextures.made(key)
  const usable = known && (await isSound(project, known)) ? known : null
  if (usable && before?.resultKey === key) {
    const layoutNote = project.transaction(() => rememberLayout(project, model.id, layout))
    if (layoutNote !== null) project.changed()
    return { texture: before, layoutNote }
  }
  const made: Made = usable ?? (await makeTexture(house, project, { work, uv: layout.file }, context))
  const { subjectId } = registration
  const ensured = project.transaction(() => {
    const { pictureArtefact, maskArtefact, meshArtefact, details } = made
    const stored = tables.registrationTextures.insert({
      ...{ registrationId: registration.id, resultKey: key, from, sizePx, uvFileId: layout.keep() },
      ...{ pictureArtefact, maskArtefact, meshArtefact, details },
    })
    project.record('texture.added', subjectId, {
      ...{ textureId: stored.id, registrationId: registration.id, key, from, sizePx },
      ...{ source: details.source, measuredShare: details.measuredShare, filledShare: details.filledShare },
      ...{ modelSha256: registration.modelSha256, uvSha256: layout.sha256 },
      photos: work.views.map(({ image }) => ({ name: image.name, sha256: tables.files.get(image.fileId).sha256 })),
      old: before?.pictureArtefact ?? null,
      new: { picture: pictureArtefact, mask: maskArtefact, mesh: meshArtefact },
    })
    return { texture: stored, layoutNote: rememberLayout(project, model.id, layout) }
  })
  project.changed(...(ensured.layoutNote === null ? [subjectId] : []))
  return ensured
}

import { join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { CameoError } from '#core/model/errors.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import type { RegistrationRow } from '../catalogue/tables/registrations.ts'
import { explainError } from './explainError.ts'
import type { House } from './house.ts'
import { ensureTexture } from './registrationTextures.ts'
import { checkResultFolder } from './resultFiles.ts'
import { subjectFileNames } from './subjectFileNames.ts'
import { texturedNames, writeTextured } from './textureFiles.ts'

type Input = ServiceInput<'registrations.texture'>
type Result = Output<'registrations.texture'>
type Texture = Result['subjects'][number]['texture']

const writeTextureOf = async (
  house: House,
  { row, stem, input }: { readonly row: RegistrationRow; readonly stem: string; readonly input: Input },
  context: RunContext,
): Promise<{
  readonly texture: Texture
  readonly warnings: readonly Warning[]
  readonly layoutNote: string | null
}> => {
  const project = house.session.open
  const { out, from, sizePx, uv } = input
  const wanted = { from, sizePx, uv }
  const ensured = await ensureTexture(house, project, { registration: row, wanted }, context)
  const { texture: stored, layoutNote } = ensured
  const names = texturedNames(`${stem}.obj`, `${stem}.png`)
  const { artefacts } = project
  const mesh = { ref: artefacts.pathOf(stored.meshArtefact), fileName: 'registration.obj' }
  const files = await house.pool.run('nameTexturedMesh', { ...names, mesh, unit: 'm' }, context)
  const [picture, mask] = [await artefacts.read(stored.pictureArtefact), await artefacts.read(stored.maskArtefact)]
  const [file, maskFile] = await writeTextured(out, names, { picture, mask, ...files })
  const { source, measuredShare, filledShare, photos, warnings } = stored.details
  return {
    texture: { file, mask: maskFile, sizePx, source, measuredShare, filledShare, photos: [...photos] },
    ...{ warnings, layoutNote },
  }
}

/** Writes a textured mesh for the newest registration of each subject; a subject that fails does not stop the rest. */
export const writeProjectTextures = async (house: House, input: Input, context: RunContext): Promise<Result> => {
  const project = house.session.open
  await checkResultFolder(input.out)
  const { tables } = project
  const { subjectIds } = input
  const chosen = subjectIds === null ? tables.subjects.list() : subjectIds.map((id) => project.subject(id))
  const stems = subjectFileNames(chosen)
  const subjects: Result['subjects'] = []
  const skipped: Result['skipped'] = []
  const warnings: Warning[] = []
  const notes: string[] = []
  for (const [i, { id, name }] of chosen.entries()) {
    checkCancelled(context)
    const part = partOf(context, { from: i / chosen.length, to: (i + 1) / chosen.length })
    part.report?.({ fraction: 0, message: `Texture of ${name}` })
    const row = tables.registrations.bySubject(id)[0]
    if (!row) {
      skipped.push({ subjectName: name, reason: 'Not registered.', isFailure: false })
      continue
    }
    const stem = stems.get(id) ?? name
    try {
      const { texture, warnings: own, layoutNote } = await writeTextureOf(house, { row, stem, input }, part)
      subjects.push({ subjectName: name, mesh: join(resolve(input.out), `${stem}.obj`), texture })
      if (layoutNote !== null) notes.push(layoutNote)
      warnings.push(...own.map(({ code, message }) => ({ code, message: `${name}: ${message}` })))
    } catch (error) {
      const failure = explainError(error)
      if (!(failure instanceof CameoError && failure.code.startsWith('input/'))) throw failure
      skipped.push({ subjectName: name, reason: failure.message, isFailure: true })
    }
  }
  return { subjects, skipped, notes, warnings }
}

import { join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import { foreground } from '#core/model/maskClasses.ts'
import type { Warning } from '#core/model/mesh.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import type { SubjectRow } from '../catalogue/tables/subjects.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { numberInName } from './captureLayout.ts'
import { allClasses } from './maskEdits.ts'
import { binaryMask, encodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'

/** A folder for each subject, by its name: what file systems refuse is left out, and none is given twice. */
const subjectFolders = () => {
  const folders = new Map<string, string>()
  return ({ id, name }: Pick<SubjectRow, 'id' | 'name'>): string => {
    const known = folders.get(id)
    if (known !== undefined) return known
    const plain = name.replace(/[^\p{L}\p{N} ._-]/gu, '_').replace(/^[. ]+|[. ]+$/g, '') || 'subject'
    const taken = new Set([...folders.values()].map((each) => each.toLowerCase()))
    let folder = plain
    for (let number = 2; taken.has(folder.toLowerCase()); number++) folder = `${plain}-${number}`
    folders.set(id, folder)
    return folder
  }
}

/** Writes the pictures of one class. Photos without a mask are told; in one that has a mask the class may be empty. */
export const saveMasks = async (
  project: OpenProject,
  { className, subjectIds, out }: ServiceInput<'masks.save'>,
  context: RunContext,
): Promise<Output<'masks.save'>> => {
  const { tables } = project
  const classes = allClasses(project)
  if (!classes.some(({ name }) => name === className)) {
    const known = classes.map(({ name }) => name).join(', ')
    throw badInput('mask-class', `This project has no class "${className}". It has: ${known}.`, { className })
  }
  const ids = subjectIds ?? tables.subjects.list().map(({ id }) => id)
  const images = ids.flatMap((id) => tables.images.bySubject(project.subject(id).id))
  const folderOf = subjectFolders()
  const files: string[] = []
  const warnings: Warning[] = []
  for (const [i, image] of images.entries()) {
    checkCancelled(context)
    context.report?.({ fraction: i / images.length, message: image.name })
    const number = numberInName(image.name)
    if (number === null || tables.masks.get(image.id).source === 'none') {
      const why = number === null ? 'has no number in its name' : 'has no mask'
      warnings.push({ code: 'mask-not-saved', message: `${image.name} ${why}: nothing was written for it.` })
      continue
    }
    const layers = await project.masks.layers(image.id)
    const layer = layers.get(className) ?? null
    const pixels = layer ? binaryMask(layer.toMask()) : new Uint8Array(image.widthPx * image.heightPx)
    const name = `mask_${String(number).padStart(4, '0')}.png`
    const path = join(resolve(out), folderOf(project.subject(image.subjectId)), name)
    await writeFileAtomic(path, await encodeMask(pixels, image))
    files.push(path)
  }
  if (files.length === 0) {
    const what = className === foreground ? 'a mask' : `a mask, so nothing is known of ${className}`
    throw badInput('no-masks', `None of the ${images.length} photos has ${what}.`)
  }
  return { masks: files.length, files, warnings }
}

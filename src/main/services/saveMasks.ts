import { join, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import { foreground } from '#core/model/maskClasses.ts'
import type { Warning } from '#core/model/mesh.ts'
import { numberInName } from '#core/model/numberInName.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { allClasses } from './maskEdits.ts'
import { binaryMask, encodeMask } from './maskPng.ts'
import type { OpenProject } from './openProject.ts'
import { subjectFileNames } from './subjectFileNames.ts'

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
  const subjects = subjectIds === null ? tables.subjects.list() : subjectIds.map((id) => project.subject(id))
  const images = subjects.flatMap(({ id }) => tables.images.bySubject(id))
  const folders = subjectFileNames(subjects)
  const written = new Set<string>()
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
    const name = `mask_${String(number).padStart(4, '0')}.png`
    const path = join(resolve(out), folders.get(image.subjectId) ?? '', name)
    if (written.has(path)) {
      const message = `${image.name} has the number of another photo of its subject: ${name} holds that one's mask.`
      warnings.push({ code: 'mask-not-saved', message })
      continue
    }
    const layers = await project.masks.layers(image.id)
    const layer = layers.get(className) ?? null
    const pixels = layer ? binaryMask(layer.toMask()) : new Uint8Array(image.widthPx * image.heightPx)
    await writeFileAtomic(path, await encodeMask(pixels, image))
    written.add(path)
  }
  if (written.size === 0) {
    const what = className === foreground ? 'a mask' : `a mask, so nothing is known of ${className}`
    throw badInput('no-masks', `None of the ${images.length} photos has ${what}.`)
  }
  return { masks: written.size, files: [...written], warnings }
}

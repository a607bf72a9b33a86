import { badInput } from '../../model/errors.ts'
import { naming } from '../index.ts'
import { type SchemeReading, schemeNameOf } from './plainScheme.ts'
import { readSchemePptpl } from './schemePptpl.ts'
import { readSchemeYaml } from './schemeYaml.ts'

interface SchemeTemplate {
  readonly title: string
  readonly extensions: readonly string[]
  read(bytes: Uint8Array, schemeName: string): SchemeReading
}

/** Lists of points of other programs that become schemes. To add one: its file and a line here. */
export const schemeTemplates: readonly SchemeTemplate[] = [
  { title: 'MeshLab template', extensions: ['pptpl'], read: readSchemePptpl },
  { title: 'landmarker.io template', extensions: ['yaml', 'yml'], read: readSchemeYaml },
]

/** @throws input/scheme-format for another ending, input/scheme-…; messages start with the file's name. */
export const readSchemeTemplate = (
  bytes: Uint8Array,
  fileName: string,
): SchemeReading & { readonly format: string } => {
  const ending = fileName.toLowerCase().split('.').at(-1) ?? ''
  const template = schemeTemplates.find(({ extensions }) => extensions.includes(ending))
  if (!template) {
    const endings = schemeTemplates.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))
    throw badInput('scheme-format', `${fileName}: Cameo reads landmark schemes from .json, ${endings.join(', ')}.`)
  }
  const reading = naming(fileName, () => template.read(bytes, schemeNameOf(fileName)))
  return { ...reading, format: template.title }
}

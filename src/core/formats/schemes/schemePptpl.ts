import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { badInput } from '../../model/errors.ts'
import type { LandmarkScheme } from '../../model/landmarks.ts'
import { WarningList } from '../warningList.ts'
import { plainScheme, type SchemeReading } from './plainScheme.ts'

type Attributes = Readonly<Record<string, string | undefined>>

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  htmlEntities: true,
  isArray: (name) => name === 'point',
})

/**
 * Reads MeshLab's template of picked points (.pptpl): names in their order, and nothing else. Names that say left and
 * right become mirrors of each other.
 *
 * @throws input/scheme-pptpl
 */
export const readSchemePptpl = (bytes: Uint8Array, name: string): SchemeReading => {
  const text = new TextDecoder().decode(bytes)
  if (/<!ENTITY/i.test(text)) throw badInput('scheme-pptpl', 'The .pptpl file defines entities, which no names need.')
  const valid = XMLValidator.validate(text)
  if (valid !== true) {
    const { line, msg } = valid.err
    throw badInput('scheme-pptpl', `The .pptpl file is no XML, line ${line}: ${msg}`, { line })
  }
  const root = (parser.parse(text) as { PickPointsTemplate?: { point?: readonly Attributes[] } | string })
    .PickPointsTemplate
  if (root === undefined) {
    throw badInput('scheme-pptpl', 'The file is no .pptpl: it has no element PickPointsTemplate.')
  }
  const warnings = new WarningList()
  const points = typeof root === 'string' ? [] : (root.point ?? [])
  const names = points.map(({ name: pointName = '' }) => pointName.trim())
  if (names.length === 0) throw badInput('scheme-pptpl', 'The template names no points.')
  const nameless = names.indexOf('')
  if (nameless >= 0) throw badInput('scheme-pptpl', `Point ${nameless + 1} of the template has no name.`)
  return {
    scheme: plainScheme(
      name,
      names.map((pointName) => ({ name: pointName, group: null })),
      warnings,
    ),
    warnings: warnings.toArray(),
  }
}

/** Writes MeshLab's template: the names in their order, without blanks, as the readers of its .pp files need them. */
export const writeSchemePptpl = ({ points }: Pick<LandmarkScheme, 'points'>): Uint8Array => {
  const rows = points.map(({ name }) => ` <point name="${escaped(name.trim().replace(/\s+/g, '_'))}"/>`)
  const lines = ['<!DOCTYPE PickPointsTemplate>', '<PickPointsTemplate>', ...rows, '</PickPointsTemplate>']
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

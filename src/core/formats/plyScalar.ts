import { sourceOfBytes } from '../model/byteSource.ts'
import { badInput } from '../model/errors.ts'
import { AsciiPlyBody, BinaryPlyBody, type PlyBody } from './plyBody.ts'
import { type PlyElement, type PlyProperty, readPlyHeader } from './plyHeader.ts'
import { WarningList } from './warningList.ts'

/** What programs call a number that is painted on a surface; the first that is there counts. */
const scalarNames = ['weight', 'weights', 'trust', 'quality', 'confidence', 'scalar', 'value', 'intensity']

/**
 * `[n]` the scalar property of a PLY file's vertices: one of the usual names, or CloudCompare's `scalar_…`.
 * Throws input/ply-no-scalar, and what a reader of PLY throws (input/ply-…, input/truncated, input/not-a-number).
 */
export const readPlyScalar = (bytes: Uint8Array): Float32Array => {
  const header = readPlyHeader(bytes)
  const body: PlyBody =
    header.encoding === 'ascii'
      ? new AsciiPlyBody(bytes, header)
      : new BinaryPlyBody(sourceOfBytes(bytes), header, { kernel: null, context: {} })
  const warnings = new WarningList()
  for (const element of header.elements) {
    const wanted = element.name === 'vertex' ? scalarOf(element) : null
    const values = readRows(body, element, { wanted, warnings })
    if (element.name === 'vertex') return values
  }
  throw badInput('ply-no-position', 'PLY: the file has no element “vertex”.')
}

const scalarOf = ({ properties }: PlyElement): PlyProperty => {
  const named = scalarNames.map((name) => properties.find((each) => each.name.toLowerCase() === name))
  const found = [...named, properties.find(({ name }) => name.startsWith('scalar_'))].find((each) => each !== undefined)
  if (found && !found.countType) return found
  throw badInput(
    'ply-no-scalar',
    `PLY: the vertices have no number to read (${scalarNames.join(', ')} or scalar_…); there are ${properties.map(({ name }) => name).join(', ')}.`,
  )
}

const readRows = (
  body: PlyBody,
  element: PlyElement,
  o: { readonly wanted: PlyProperty | null; readonly warnings: WarningList },
): Float32Array => {
  body.checkRoom(element)
  const values = new Float32Array(o.wanted ? element.count : 0)
  for (let row = 0; row < element.count; row++) {
    body.beginRow(element, row)
    for (const property of element.properties) {
      const { type, countType } = property
      const length = countType ? body.readListLength(countType, type) : 1
      for (let i = 0; i < length; i++) {
        const value = body.read(type)
        if (property === o.wanted) values[row] = value
      }
    }
    body.endRow(o.warnings)
  }
  return values
}

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { badInput } from '../model/errors.ts'
import { identity4, type Mat4, toMat4 } from '../model/transform.ts'

export interface PlacedMesh {
  readonly label: string
  /** Row-major, p′ = M·p. */
  readonly matrix: Mat4
  /** Whether all its numbers are short, as MeshLab writes them: six significant digits. */
  readonly isRounded: boolean
}

interface MeshElement {
  readonly label?: string
  readonly filename?: string
  readonly MLMatrix44?: string
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  htmlEntities: true,
  isArray: (name) => name === 'MLMesh',
})

/** The meshes of a MeshLab project (.mlp) with their matrices. Throws input/mlp. */
export const readMeshlabProject = (bytes: Uint8Array): readonly PlacedMesh[] => {
  const text = new TextDecoder().decode(bytes)
  if (/<!ENTITY/i.test(text)) throw badInput('mlp', 'The .mlp file defines entities, which no project needs.')
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw badInput('mlp', `The .mlp file is no XML, line ${valid.err.line}: ${valid.err.msg}`)
  const root = (parser.parse(text) as { MeshLabProject?: { MeshGroup?: { MLMesh?: readonly MeshElement[] } } })
    .MeshLabProject
  const meshes = root?.MeshGroup?.MLMesh ?? []
  if (meshes.length === 0) throw badInput('mlp', 'The file is no MeshLab project with meshes.')
  return meshes.map(({ label, filename, MLMatrix44 }, i) => {
    const name = label ?? filename ?? `mesh ${i + 1}`
    if (MLMatrix44 === undefined) return { label: name, matrix: identity4, isRounded: false }
    const words = MLMatrix44.split(/\s+/).filter((word) => word !== '')
    const numbers = words.map(Number)
    if (numbers.length !== 16 || !numbers.every(Number.isFinite)) {
      throw badInput('mlp', `The matrix of “${name}” has ${numbers.length} numbers; 16 finite ones are needed.`)
    }
    const digits = words.map((word) => word.replace(/e.*$/i, '').replace(/[^\d]/g, '').replace(/^0+/, '').length)
    return { label: name, matrix: toMat4(numbers), isRounded: digits.some((n) => n > 1) && digits.every((n) => n <= 6) }
  })
}

/** Writes a project of one mesh, with all digits. */
export const writeMeshlabProject = (matrix: Mat4, meshFileName: string): Uint8Array => {
  const name = meshFileName.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  const rows = [0, 4, 8, 12].map((start) => `${matrix.slice(start, start + 4).join(' ')} `)
  const lines = [
    '<!DOCTYPE MeshLabDocument>',
    '<MeshLabProject>',
    ' <MeshGroup>',
    `  <MLMesh label="${name}" filename="${name}">`,
    '   <MLMatrix44>',
    ...rows,
    '</MLMatrix44>',
    '  </MLMesh>',
    ' </MeshGroup>',
    ' <RasterGroup/>',
    '</MeshLabProject>',
  ]
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

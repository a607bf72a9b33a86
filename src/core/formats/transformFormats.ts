import { badInput } from '../model/errors.ts'
import type { Warning } from '../model/mesh.ts'
import { determinant3, identity4, invertAffine4, type Mat4, toMat4 } from '../model/transform.ts'
import { naming } from './index.ts'
import { isItkTransform, readItkTransform, writeItkTransform } from './itkTransform.ts'
import { readMeshlabProject, writeMeshlabProject } from './meshlabProject.ts'
import { asFloat64, readNpy, writeNpy } from './npy.ts'
import { readAffineTransformJson, readMatrixText, writeAffineTransformJson, writeMatrixText } from './transforms.ts'
import { WarningList } from './warningList.ts'

export const transformFormatNames = ['matrix', 'npy', 'json', 'h3ds', 'itk', 'mlp'] as const
export type TransformFormatName = (typeof transformFormatNames)[number]

interface ReadOptions {
  /** Which of several matrices. */
  readonly name: string | null
}

interface TransformFormat {
  readonly name: TransformFormatName
  readonly title: string
  readonly extensions: readonly string[]
  read(bytes: Uint8Array, options: ReadOptions, warnings: WarningList): Mat4
  write(matrix: Mat4, meshFileName: string, warnings: WarningList): Uint8Array
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const sayLps = (warnings: WarningList): void =>
  warnings.add(
    'transform-lps',
    'ITK transforms are in LPS, as Slicer takes meshes to be. For points in RAS negate x and y before and after.',
  )

/** The formats of transforms. To add one: its file and a line here. */
export const transformFormats: readonly TransformFormat[] = [
  {
    name: 'matrix',
    title: '4×4 text (CloudCompare)',
    extensions: ['txt', 'mat'],
    read: (bytes, options, warnings) =>
      isItkTransform(textOf(bytes)) ? itk.read(bytes, options, warnings) : readMatrixText(bytes),
    write: (matrix) => writeMatrixText(matrix),
  },
  {
    name: 'npy',
    title: 'NumPy array (4, 4)',
    extensions: ['npy'],
    read: (bytes) => readMatrixNpy(bytes),
    write: (matrix) => writeNpy({ shape: [4, 4], data: Float64Array.from(matrix) }),
  },
  {
    name: 'json',
    title: '4×4 JSON',
    extensions: ['json'],
    read: (bytes) => readMatrixJson(bytes),
    write: (matrix) => {
      const rows = [0, 4, 8, 12].map((start) => `  ${JSON.stringify(matrix.slice(start, start + 4))}`)
      return new TextEncoder().encode(`{\n "targetFromSource": [\n${rows.join(',\n')}\n ]\n}\n`)
    },
  },
  {
    name: 'h3ds',
    title: 'H3DS AffineTransform',
    extensions: ['h3ds.json'],
    read: (bytes) => readAffineTransformJson(bytes),
    write: (matrix) => writeAffineTransformJson(matrix),
  },
  {
    name: 'itk',
    title: 'ITK transform',
    extensions: ['tfm'],
    read: (bytes, _options, warnings) => {
      sayLps(warnings)
      return readItkTransform(textOf(bytes))
    },
    write: (matrix, _meshFileName, warnings) => {
      sayLps(warnings)
      return writeItkTransform(matrix)
    },
  },
  {
    name: 'mlp',
    title: 'MeshLab project',
    extensions: ['mlp'],
    read: (bytes, options, warnings) => readMatrixMlp(bytes, options, warnings),
    write: (matrix, meshFileName) => writeMeshlabProject(matrix, meshFileName),
  },
]

const itk = transformFormats.find(({ name }) => name === 'itk') as TransformFormat

const formatFor = (fileName: string): TransformFormat => {
  const name = fileName.toLowerCase()
  const fitting = transformFormats
    .flatMap((format) => format.extensions.map((extension) => ({ format, extension })))
    .filter(({ extension }) => name.endsWith(`.${extension}`))
    .sort((a, b) => b.extension.length - a.extension.length)
  if (fitting.length > 0) return fitting[0].format
  const endings = transformFormats.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))
  throw badInput('transform-format', `${fileName}: Cameo knows transforms as ${endings.join(', ')}.`)
}

/** @throws input/transform-format for an ending of no format. */
export const transformFormatOf = (fileName: string): TransformFormatName => formatFor(fileName).name

/**
 * Reads the matrix M of p′ = M·p, row-major. `.json` may be H3DS's form, `.txt` an ITK transform.
 *
 * @throws CameoError `input/…` whose message starts with the file's name.
 */
export const readTransform = (
  bytes: Uint8Array,
  fileName: string,
  options: ReadOptions = { name: null },
): { readonly matrix: Mat4; readonly format: TransformFormatName; readonly warnings: readonly Warning[] } => {
  const format = formatFor(fileName)
  const warnings = new WarningList()
  const matrix = naming(fileName, () => format.read(bytes, options, warnings))
  return { matrix, format: format.name, warnings: warnings.toArray() }
}

export const writeTransform = (
  matrix: Mat4,
  { format: name, meshFileName }: { readonly format: TransformFormatName; readonly meshFileName: string },
): { readonly bytes: Uint8Array; readonly warnings: readonly Warning[] } => {
  const format = transformFormats.find((candidate) => candidate.name === name) as TransformFormat
  const warnings = new WarningList()
  return { bytes: format.write(matrix, meshFileName, warnings), warnings: warnings.toArray() }
}

/** The inverse, or input/matrix for a matrix that has none. */
export const invertedTransform = (matrix: Mat4, fileName: string): Mat4 => {
  try {
    return invertAffine4(matrix)
  } catch {
    throw badInput('matrix', `${fileName}: the matrix is singular and has no inverse.`)
  }
}

/** Whether it turns, moves and scales evenly, without a mirror. */
export const isSimilarity = (m: Mat4): boolean => {
  const scale = Math.cbrt(determinant3(m))
  if (!(scale > 0)) return false
  const columns = [0, 1, 2].map((column) => [0, 4, 8].map((row) => m[row + column] / scale))
  return columns.every((a, i) =>
    columns.every((b, j) => Math.abs(a.reduce((sum, v, k) => sum + v * b[k], 0) - (i === j ? 1 : 0)) < 1e-4),
  )
}

const matrixOf = (numbers: readonly unknown[], what: string): Mat4 => {
  if (numbers.length !== 16) throw badInput('matrix', `${what} has ${numbers.length} numbers; a 4×4 matrix has 16.`)
  if (!numbers.every(Number.isFinite)) throw badInput('matrix', `${what} holds something that is no finite number.`)
  return toMat4(numbers as number[])
}

const readMatrixNpy = (bytes: Uint8Array): Mat4 => {
  const array = readNpy(bytes)
  if (array.shape.join() !== '4,4') {
    throw badInput('matrix', `The array has shape (${array.shape.join(', ')}); a transform is (4, 4).`)
  }
  return matrixOf(Array.from(asFloat64(array)), 'The array')
}

/** Keys under which programs keep a matrix, the clearest first. */
const matrixKeys = ['targetFromSource', 'matrix', 'transform', 'transformation'] as const

const readMatrixJson = (bytes: Uint8Array): Mat4 => {
  let document: unknown
  try {
    document = JSON.parse(textOf(bytes))
  } catch {
    throw badInput('matrix', 'The transform file is no JSON.')
  }
  if (Array.isArray(document)) return matrixOf(document.flat(), 'The list')
  const fields = (typeof document === 'object' && document !== null ? document : {}) as Record<string, unknown>
  if ('dimension' in fields) return readAffineTransformJson(bytes)
  const key = matrixKeys.find((name) => Array.isArray(fields[name]))
  if (key === undefined) {
    throw badInput('matrix', `The file holds no matrix: it has none of the keys ${matrixKeys.join(', ')}.`)
  }
  return matrixOf((fields[key] as unknown[]).flat(), `“${key}”`)
}

const readMatrixMlp = (bytes: Uint8Array, { name }: ReadOptions, warnings: WarningList): Mat4 => {
  const meshes = readMeshlabProject(bytes)
  const labels = meshes.map(({ label }) => label).join(', ')
  const isMoved = ({ matrix }: (typeof meshes)[number]): boolean => matrix.some((value, i) => value !== identity4[i])
  const moved = meshes.filter(isMoved)
  const named = meshes.filter(({ label }) => label === name)
  const candidates = name !== null ? named : meshes.length === 1 ? meshes : moved
  if (candidates.length !== 1) {
    const message =
      name !== null
        ? `${named.length} meshes of the project are named “${name}”; there are ${labels}.`
        : `The project has several meshes, ${moved.length} of them moved (${labels}). Say which one is meant (--name).`
    throw badInput('mlp', message)
  }
  const [mesh] = candidates
  if (meshes.length > 1 && name === null) {
    warnings.add('transform-chosen', `Of the meshes ${labels} only “${mesh.label}” is moved; its matrix was taken.`)
  }
  if (mesh.isRounded && isMoved(mesh)) {
    warnings.add('transform-rounded', 'MeshLab keeps six digits of a matrix: points far from the origin move by them.')
  }
  return mesh.matrix
}

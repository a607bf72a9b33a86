import { badInput } from '../model/errors.ts'
import { type Mat4, toMat4 } from '../model/transform.ts'

/** CloudCompare's matrix text: four lines of four numbers, row-major, p′ = M·p, scale within the 3×3. */
export const writeMatrixText = (matrix: Mat4): Uint8Array => {
  const rows = [0, 4, 8, 12].map((start) => matrix.slice(start, start + 4).join(' '))
  return new TextEncoder().encode(`${rows.join('\n')}\n`)
}

/** @throws input/matrix where the text is not 16 finite numbers. */
export const readMatrixText = (bytes: Uint8Array): Mat4 => {
  const words = new TextDecoder()
    .decode(bytes)
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
  return checked(words.map(toNumber), 'The matrix file')
}

/** H3DS's AffineTransform: 16 elements, row-major, every value a string. */
export const writeAffineTransformJson = (matrix: Mat4): Uint8Array => {
  const transform = Array.from(matrix, (value, i) => ({
    row: String(Math.floor(i / 4)),
    column: String(i % 4),
    element: Number.isInteger(value) ? value.toFixed(1) : String(value),
  }))
  return new TextEncoder().encode(`${JSON.stringify({ dimension: '3', transform }, null, 1)}\n`)
}

/** @throws input/matrix where the file is no AffineTransform with all 16 elements. */
export const readAffineTransformJson = (bytes: Uint8Array): Mat4 => {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw badInput('matrix', 'The transform file is no JSON.')
  }
  const elements = isRecord(parsed) && Array.isArray(parsed.transform) ? parsed.transform : []
  const numbers = new Array<number>(16).fill(Number.NaN)
  for (const element of elements) {
    if (!isRecord(element)) continue
    const row = Number(element.row)
    const column = Number(element.column)
    if (![0, 1, 2, 3].includes(row) || ![0, 1, 2, 3].includes(column)) {
      throw badInput('matrix', `The transform file has an element at row ${row}, column ${column} of a 4×4 matrix.`)
    }
    if (!Number.isNaN(numbers[row * 4 + column])) {
      throw badInput('matrix', `The transform file has row ${row}, column ${column} twice.`)
    }
    numbers[row * 4 + column] = toNumber(String(element.element))
  }
  return checked(numbers, 'The transform file')
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const toNumber = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))

const checked = (numbers: readonly number[], what: string): Mat4 => {
  if (numbers.length !== 16) throw badInput('matrix', `${what} has ${numbers.length} numbers; a 4×4 matrix has 16.`)
  if (!numbers.every(Number.isFinite))
    throw badInput('matrix', `${what} has elements that are missing or no finite numbers.`)
  return toMat4(numbers)
}

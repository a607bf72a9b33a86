import { badInput } from '../model/errors.ts'
import { invertAffine4, type Mat4, toMat4 } from '../model/transform.ts'

const header = '#Insight Transform File V1.0'
/** Classes whose twelve parameters are a matrix and a translation about a centre. */
const affineClass = /^(AffineTransform|MatrixOffsetTransformBase)_(double|float)_3_3$/

export const isItkTransform = (text: string): boolean => text.trimStart().startsWith('#Insight Transform File')

/**
 * Reads ITK's text transform (.tfm). Parameters r00 … r22 t0 t1 t2 and a centre c mean y = R·(x − c) + c + t, which takes
 * places of the fixed image to the moving one (resampling), in LPS: points of the moving object move by its inverse.
 * That inverse is returned, p′ = M·p in LPS.
 *
 * @throws input/itk-transform; other classes of transforms are refused by name.
 */
export const readItkTransform = (text: string): Mat4 => {
  if (!isItkTransform(text)) throw badInput('itk-transform', `The file does not start with “${header}”.`)
  const fields = [...text.matchAll(/^\s*(Transform|Parameters|FixedParameters)\s*:\s*(.*?)\s*$/gm)]
  const classes = fields.filter(([, key]) => key === 'Transform').map(([, , value]) => value)
  if (classes.length !== 1) {
    throw badInput(
      'itk-transform',
      classes.length === 0
        ? 'The file names no class of transform.'
        : `The file holds ${classes.length} transforms (${classes.join(', ')}); write the one that is meant into a file of its own.`,
    )
  }
  if (!affineClass.test(classes[0])) {
    throw badInput(
      'itk-transform',
      `The transform is a ${classes[0]}; Cameo reads AffineTransform and MatrixOffsetTransformBase. Harden or convert it in the program it comes from.`,
    )
  }
  const numbersOf = (key: string, count: number): number[] => {
    const found = fields.find(([, name]) => name === key)?.[2] ?? ''
    const numbers = found === '' ? [] : found.split(/\s+/).map(Number)
    if (numbers.length === count && numbers.every(Number.isFinite)) return numbers
    throw badInput('itk-transform', `${key} holds ${numbers.length} numbers; ${count} finite ones are needed.`)
  }
  const p = numbersOf('Parameters', 12)
  const c = numbersOf('FixedParameters', 3)
  const offset = [0, 1, 2].map(
    (row) => p[9 + row] + c[row] - (p[3 * row] * c[0] + p[3 * row + 1] * c[1] + p[3 * row + 2] * c[2]),
  )
  const fixedToMoving = toMat4([
    ...[0, 1, 2].flatMap((row) => [p[3 * row], p[3 * row + 1], p[3 * row + 2], offset[row]]),
    ...[0, 0, 0, 1],
  ])
  try {
    return invertAffine4(fixedToMoving)
  } catch {
    throw badInput('itk-transform', 'The transform is singular: it squeezes space flat and has no inverse.')
  }
}

/** Writes p′ = M·p (LPS) as ITK stores it: the inverse, about the centre 0 0 0. Throws input/itk-transform. */
export const writeItkTransform = (matrix: Mat4): Uint8Array => {
  const isAffine = matrix[12] === 0 && matrix[13] === 0 && matrix[14] === 0 && matrix[15] === 1
  if (!isAffine)
    throw badInput('itk-transform', 'The last row of the matrix is not 0 0 0 1: .tfm holds affine transforms.')
  let m: Mat4
  try {
    m = invertAffine4(matrix)
  } catch {
    throw badInput('itk-transform', 'The matrix is singular and has no inverse, which is what a .tfm stores.')
  }
  const parameters = [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10], m[3], m[7], m[11]]
  const lines = [
    header,
    '#Transform 0',
    'Transform: AffineTransform_double_3_3',
    `Parameters: ${parameters.join(' ')}`,
    'FixedParameters: 0 0 0',
  ]
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

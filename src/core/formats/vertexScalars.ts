import { badInput } from '../model/errors.ts'
import { asFloat64, readNpy } from './npy.ts'
import { readPlyScalar } from './plyScalar.ts'

type ReadScalars = (bytes: Uint8Array) => Float32Array

/** By the ending of the file. To add one: a line here. */
const readers: Readonly<Record<string, ReadScalars>> = {
  npy: (bytes) => Float32Array.from(asFloat64(readNpy(bytes))),
  ply: (bytes) => readPlyScalar(bytes),
  /** As Cameo stores what was painted: a byte a vertex, 255 for 1. */
  u8: (bytes) => Float32Array.from(bytes, (value) => value / 255),
}

/**
 * One number a vertex, `[n]`: a NumPy array of any number type, a scalar property of a PLY file's vertices, or bytes.
 * Throws input/scalars-format for another ending, and what the readers throw.
 */
export const readVertexScalars = (bytes: Uint8Array, fileName: string): Float32Array => {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase()
  if (Object.hasOwn(readers, ending)) return readers[ending](bytes)
  throw badInput(
    'scalars-format',
    `${fileName}: a number for each vertex is read from .npy or from a property of .ply.`,
  )
}

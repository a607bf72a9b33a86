import type { PickleTypedArray } from '../formats/pickle.ts'

/** An array of numbers out of a pickle or an npz. */
export interface SourceArray {
  readonly shape: readonly number[]
  readonly data: PickleTypedArray
}

/** The value as an array of numbers; null where it is something else or not there. */
export const expectArray = (value: unknown): SourceArray | null => {
  if (value === null || typeof value !== 'object' || !('data' in value) || !('shape' in value)) return null
  return ArrayBuffer.isView(value.data) && Array.isArray(value.shape) ? (value as SourceArray) : null
}

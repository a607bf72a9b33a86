/** The distinct buffers behind these arrays, for `Job.transfers`. Absent arrays are passed over. */
export const buffersOf = (...arrays: readonly (ArrayBufferView | undefined)[]): ArrayBuffer[] => {
  const buffers = arrays.flatMap((array) => (array?.buffer instanceof ArrayBuffer ? [array.buffer] : []))
  return [...new Set(buffers)]
}

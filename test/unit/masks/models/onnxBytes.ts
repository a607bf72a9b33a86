/** Writes small ONNX models (protobuf, as onnx.proto3 has it) for tests. */
const bytes = (text: string): number[] => [...new TextEncoder().encode(text)]

const varint = (value: number): number[] => {
  const out: number[] = []
  let left = value
  do {
    const more = left > 127
    out.push((left % 128) | (more ? 128 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return out
}

const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)]
const block = (field: number, content: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...content,
]
const text = (field: number, value: string): number[] => block(field, bytes(value))

export type OnnxType = 'float' | 'int64'
const typeNumber = { float: 1, int64: 7 } as const

/** A number or the name of a dimension that may have any size. */
export type OnnxDim = number | string

export const value = (name: string, dims: readonly OnnxDim[], type: OnnxType = 'float'): number[] => {
  const shape = dims.flatMap((dim) => block(1, typeof dim === 'number' ? number(1, dim) : text(2, dim)))
  return [...text(1, name), ...block(2, block(1, [...number(1, typeNumber[type]), ...block(2, shape)]))]
}

/** Whole numbers alone as attributes: lists, single numbers, and texts. */
export const node = (
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, readonly number[] | number | string>> = {},
): number[] => [
  ...inputs.flatMap((name) => text(1, name)),
  ...outputs.flatMap((name) => text(2, name)),
  ...text(4, type),
  ...Object.entries(attributes).flatMap(([name, given]) => {
    const content =
      typeof given === 'number'
        ? [...number(3, given), ...number(20, 2)]
        : typeof given === 'string'
          ? [...text(4, given), ...number(20, 3)]
          : [...given.flatMap((each) => number(8, each)), ...number(20, 7)]
    return block(5, [...text(1, name), ...content])
  }),
]

export const constant = (
  name: string,
  dims: readonly number[],
  values: readonly number[],
  type: OnnxType = 'float',
): number[] => {
  const raw =
    type === 'float'
      ? new Uint8Array(Float32Array.from(values).buffer)
      : new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
  return [
    ...dims.flatMap((dim) => number(1, dim)),
    ...number(2, typeNumber[type]),
    ...text(8, name),
    ...block(9, [...raw]),
  ]
}

export const onnxModel = (graph: {
  readonly nodes: readonly number[][]
  readonly inputs: readonly number[][]
  readonly outputs: readonly number[][]
  readonly constants?: readonly number[][]
}): Uint8Array => {
  const content = [
    ...graph.nodes.flatMap((each) => block(1, each)),
    ...text(2, 'test'),
    ...(graph.constants ?? []).flatMap((each) => block(5, each)),
    ...graph.inputs.flatMap((each) => block(11, each)),
    ...graph.outputs.flatMap((each) => block(12, each)),
  ]
  return Uint8Array.from([...number(1, 8), ...block(8, [...text(1, ''), ...number(2, 13)]), ...block(7, content)])
}

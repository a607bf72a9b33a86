import type { TransformFormatName } from '#core/formats/transformFormats.ts'

interface TransformFile {
  readonly title: string
  readonly format: TransformFormatName
  readonly ending: string
}

/** What a transform can be taken along as; the writers themselves are loaded when one is asked for. */
export const transformExports: readonly TransformFile[] = [
  { title: '4×4 matrix (.txt)', format: 'matrix', ending: 'txt' },
  { title: '4×4 JSON (.json)', format: 'json', ending: 'json' },
  { title: 'NumPy array (.npy)', format: 'npy', ending: 'npy' },
  { title: 'H3DS transform (.json)', format: 'h3ds', ending: 'h3ds.json' },
  { title: 'ITK transform (.tfm)', format: 'itk', ending: 'tfm' },
  { title: 'MeshLab project (.mlp)', format: 'mlp', ending: 'mlp' },
]

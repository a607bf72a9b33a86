import { Option } from 'commander'
import { type WrittenMeshFormat, writtenMeshFormats } from '#core/formats/types.ts'

export type MeshFormat = WrittenMeshFormat

/** The format of the meshes that a command writes into its folder. */
export const meshFormatOption = (standard: MeshFormat): Option =>
  new Option('--mesh-format <format>', 'format of the written mesh').choices(writtenMeshFormats).default(standard)

import { Option } from 'commander'
import { type WrittenMeshFormat, writtenMeshFormats } from '#core/model/meshFormats.ts'

/** The format of the meshes that a command writes into its folder. */
export const meshFormatOption = (
  standard: WrittenMeshFormat,
  choices: readonly WrittenMeshFormat[] = writtenMeshFormats,
): Option => new Option('--mesh-format <format>', 'format of the written mesh').choices(choices).default(standard)

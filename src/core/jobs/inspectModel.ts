import { loadFlameModel } from '../flame/model.ts'
import { loadRegions } from '../flame/regions.ts'
import type { Warning } from '../model/mesh.ts'
import { readEmbeddingFile } from './embeddingFile.ts'
import type { FileReference, Job } from './types.ts'

/** A file and its name, which tells its form. */
export interface NamedFile {
  readonly ref: FileReference
  readonly fileName: string
}

export interface InspectModelInput {
  readonly model: NamedFile
  readonly sha256: string
  readonly embedding: NamedFile | null
  readonly regions: NamedFile | null
}

export interface ModelFacts {
  readonly version: string
  readonly vertices: number
  readonly faces: number
  readonly shapeComponents: number
  readonly expressionComponents: number
  readonly warnings: readonly Warning[]
}

/** Loads a head model and the files that belong to it, to see that they can be used. */
export const inspectModel: Job<InspectModelInput, ModelFacts> = {
  id: 'inspectModel',
  run: async ({ model: file, sha256, embedding, regions }, context) => {
    const model = loadFlameModel(await context.readFile(file.ref), file.fileName, { sha256 })
    const warnings = [...model.warnings]
    if (embedding) {
      warnings.push(...readEmbeddingFile(await context.readFile(embedding.ref), embedding.fileName).warnings)
    }
    if (regions) loadRegions(await context.readFile(regions.ref), regions.fileName)
    return {
      version: model.version,
      vertices: model.vertexCount,
      faces: model.faceCount,
      shapeComponents: model.shapeCount,
      expressionComponents: model.expressionCount,
      warnings,
    }
  },
  transfers: () => [],
}

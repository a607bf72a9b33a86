import { evaluateH3ds, type H3dsEvaluation } from '../datasets/evaluation/evaluateH3ds.ts'
import { readH3dsScene } from '../datasets/h3dsReader.ts'
import { readLandmarks } from '../formats/index.ts'
import { landmarksBeside } from '../geometry/landmarksBeside.ts'
import { badInput } from '../model/errors.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { FileReference, Job, JobContext, MeshReference } from './types.ts'

export interface EvaluateH3dsSceneInput {
  /** Files of the scene without its photos and masks: path within it, with “/”. */
  readonly files: readonly { readonly path: string; readonly ref: FileReference }[]
  readonly prediction: MeshReference
  readonly predictionLandmarks: NamedFile | null
  /** Name of a file below `regions/`; `none`: the whole head. */
  readonly region: string
}

export interface H3dsSceneEvaluation extends H3dsEvaluation {
  readonly warnings: readonly Warning[]
}

/** Evaluates a prediction against a scene of H3DS; see `evaluateH3ds`. */
export const evaluateH3dsScene: Job<EvaluateH3dsSceneInput, H3dsSceneEvaluation> = {
  id: 'evaluateH3dsScene',
  run: async ({ files, prediction: reference, predictionLandmarks, region: regionName }, context) => {
    context.report?.({ fraction: 0, message: 'Reading the scene' })
    const contents = new Map<string, Uint8Array>()
    for (const { path, ref } of files) contents.set(path, await context.readFile(ref))
    const scene = readH3dsScene({
      list: () => files.map(({ path }) => path),
      read: (path) => contents.get(path) ?? new Uint8Array(),
    })
    const region = regionName === 'none' ? null : scene.regions.get(regionName)
    if (region === undefined) {
      const names = [...scene.regions.keys(), 'none']
      throw badInput('no-region', `The scene has no regions/${regionName}.txt. Choose one of ${names.join(', ')}.`)
    }
    const prediction = await openMesh(reference, context)
    const landmarks = predictionLandmarks && (await readNamedLandmarks(predictionLandmarks, context))
    const evaluation = evaluateH3ds(
      {
        groundTruth: scene.mesh,
        groundTruthLandmarks: scene.landmarks,
        region,
        prediction: prediction.mesh,
        predictionLandmarks: landmarks?.set ?? null,
      },
      partOf(context, { from: 0.2, to: 1 }),
    )
    return {
      ...evaluation,
      warnings: [
        ...scene.warnings.filter(({ code }) => !pictureWarnings.has(code)),
        ...prediction.warnings,
        ...(landmarks?.warnings ?? []),
        ...(landmarks ? landmarksBeside(prediction.mesh, landmarks.set, landmarks.fileName) : []),
      ],
    }
  },
  transfers: ({ toPredictionMm, toGroundTruthMm, groundTruthVertices }) =>
    buffersOf(toPredictionMm, toGroundTruthMm, groundTruthVertices),
}

/** An evaluation needs neither photos nor cameras. */
const pictureWarnings: ReadonlySet<string> = new Set([
  'h3ds-no-images',
  'h3ds-no-mask',
  'h3ds-no-camera',
  'h3ds-no-cameras',
])

const readNamedLandmarks = async (
  { ref, fileName }: NamedFile,
  context: JobContext,
): Promise<{ readonly set: LandmarkSet; readonly warnings: readonly Warning[]; readonly fileName: string }> => ({
  ...readLandmarks(await context.readFile(ref), fileName),
  fileName,
})

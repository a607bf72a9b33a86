import {
  evaluateNow,
  type FaceBenchmark,
  type MetricalUnit,
  type NowEvaluation,
} from '../datasets/evaluation/evaluateNow.ts'
import { readLandmarks } from '../formats/index.ts'
import { landmarksBeside } from '../geometry/landmarksBeside.ts'
import type { Warning } from '../model/mesh.ts'
import { partOf } from '../model/run.ts'
import { buffersOf } from './buffersOf.ts'
import type { NamedFile } from './inspectModel.ts'
import { openMesh } from './openMesh.ts'
import type { Job, MeshReference } from './types.ts'

export interface EvaluateFaceScanInput {
  readonly benchmark: FaceBenchmark
  readonly scan: MeshReference
  readonly scanLandmarks: NamedFile
  readonly prediction: MeshReference
  readonly predictionLandmarks: NamedFile
  readonly metricalUnit: MetricalUnit | null
}

export interface FaceScanEvaluation extends NowEvaluation {
  readonly warnings: readonly Warning[]
}

/** Evaluates a prediction against a scan as NoW or Stirling do; see `evaluateNow`. */
export const evaluateFaceScan: Job<EvaluateFaceScanInput, FaceScanEvaluation> = {
  id: 'evaluateFaceScan',
  run: async (input, context) => {
    context.report?.({ fraction: 0, message: 'Reading the scan and the prediction' })
    const scan = await openMesh(input.scan, context)
    const prediction = await openMesh(input.prediction, context)
    const read = async ({ ref, fileName }: NamedFile) => readLandmarks(await context.readFile(ref), fileName)
    const scanLandmarks = await read(input.scanLandmarks)
    const predictionLandmarks = await read(input.predictionLandmarks)
    const evaluation = evaluateNow(
      {
        benchmark: input.benchmark,
        scan: scan.mesh,
        scanLandmarks: scanLandmarks.set,
        prediction: prediction.mesh,
        predictionLandmarks: predictionLandmarks.set,
        metricalUnit: input.metricalUnit,
      },
      partOf(context, { from: 0.2, to: 1 }),
    )
    const ofFiles = [scan, prediction, scanLandmarks, predictionLandmarks].flatMap((part) => [...part.warnings])
    const beside = [
      ...landmarksBeside(scan.mesh, scanLandmarks.set, input.scanLandmarks.fileName),
      ...landmarksBeside(prediction.mesh, predictionLandmarks.set, input.predictionLandmarks.fileName),
    ]
    return { ...evaluation, warnings: [...ofFiles, ...beside] }
  },
  transfers: ({ distancesMm, croppedVertices }) => buffersOf(distancesMm, croppedVertices),
}

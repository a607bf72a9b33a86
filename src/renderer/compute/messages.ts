import type { ErrorRecord } from '#core/model/errors.ts'
import type { DecodedMask, DecodeMaskInput } from './decodeMask.ts'
import type { EncodedMaskEdit, EncodeMaskInput } from './encodeMaskEdit.ts'
import type { FetchedLayers, FetchLayersInput } from './fetchMaskLayers.ts'
import type { MaskToolInput, MaskToolPart } from './maskTool.ts'
import type { MeshEdges, MeshEdgesInput } from './meshEdges.ts'
import type { OpenMeshInput, OpenMeshPart } from './openMesh.ts'
import type { BrightnessInput, BrightnessPart } from './photoBrightness.ts'
import type { PointDoubts, PointDoubtsInput } from './pointDoubts.ts'
import type { SilhouetteInput, SilhouettePart } from './scanSilhouette.ts'
import type { WireInput, WirePart } from './traceWire.ts'

/** Every kind of work the window's workers do, with what goes in and what comes out, part after part. */
export interface WorkTable {
  readonly 'mesh.open': { readonly input: OpenMeshInput; readonly part: OpenMeshPart }
  readonly 'mesh.edges': { readonly input: MeshEdgesInput; readonly part: MeshEdges }
  readonly 'landmarks.doubts': { readonly input: PointDoubtsInput; readonly part: PointDoubts }
  readonly 'mask.decode': { readonly input: DecodeMaskInput; readonly part: DecodedMask }
  readonly 'mask.layers': { readonly input: FetchLayersInput; readonly part: FetchedLayers }
  readonly 'mask.encode': { readonly input: EncodeMaskInput; readonly part: EncodedMaskEdit }
  readonly 'mask.tool': { readonly input: MaskToolInput; readonly part: MaskToolPart }
  readonly 'mask.wire': { readonly input: WireInput; readonly part: WirePart }
  readonly 'mask.silhouette': { readonly input: SilhouetteInput; readonly part: SilhouettePart }
  readonly 'photo.brightness': { readonly input: BrightnessInput; readonly part: BrightnessPart }
}
export type WorkKind = keyof WorkTable

/** To a worker. A token names one piece of work; `cancel` ends it at its next pause. */
export type WorkRequest =
  | { readonly type: 'run'; readonly token: number; readonly kind: WorkKind; readonly input: unknown }
  | { readonly type: 'cancel'; readonly token: number }

/** From a worker: any number of parts and reports, then exactly one `done` or `failed`. */
export type WorkReply =
  | { readonly type: 'part'; readonly token: number; readonly part: unknown }
  | { readonly type: 'progress'; readonly token: number; readonly message: string }
  /** `leftBytes`: what all of the worker's work so far may have left in memory that only its end surely frees. */
  | { readonly type: 'done'; readonly token: number; readonly leftBytes: number }
  | { readonly type: 'failed'; readonly token: number; readonly error: ErrorRecord }

/** What a piece of work is given inside the worker. */
export interface WorkContext<Part> {
  readonly signal: AbortSignal
  /** Hands a part over; the buffers in `transfers` move to the window and are gone here. */
  emit(part: Part, transfers: readonly Transferable[]): void
  report(message: string): void
  /** Shared memory of so many bytes was handed over: the worker's garbage collector takes no notice of its weight. */
  leaves(bytes: number): void
  /** Lets waiting messages in, then throws `job/cancelled` where one of them was this work's cancel. */
  pause(): Promise<void>
}

export type Work<Kind extends WorkKind> = (
  input: WorkTable[Kind]['input'],
  context: WorkContext<WorkTable[Kind]['part']>,
) => Promise<void>

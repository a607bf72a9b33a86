import type { FlameModel } from '../flame/model.ts'
import type { ModelSession } from '../masks/models/modelSession.ts'
import type { FileSource } from '../model/byteSource.ts'
import type { RunContext } from '../model/run.ts'

/**
 * Where a job finds a file: a path on the host's side, a URL in the window. Opaque to the job, which hands it to
 * `readFile` and does not look into it.
 */
export type FileReference = string

/** Three bytes a pixel, row-major from the top left, sRGB; `full…` is the size of the file's own picture. */
export interface DecodedPicture {
  readonly rgb: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
  readonly fullWidthPx: number
  readonly fullHeightPx: number
}

/** Head models that were read for earlier jobs, by this thread or another. */
export interface HeadModelStore {
  /** The same object each time, so that what is made of a model once is found again; null where it is not kept. */
  find(key: string): FlameModel | null
  /** @param model in memory that threads share. */
  keep(key: string, model: FlameModel): void
}

export interface JobContext extends RunContext {
  /** Head models of earlier jobs; absent where none are kept. */
  readonly models?: HeadModelStore
  /** For files that are read piece by piece; to be closed. Throws `input/…`, also later, where it cannot be read. */
  openFile(ref: FileReference): FileSource
  /**
   * A file that another one names, relative to its folder. Throws `input/unsafe-path` where the path leads out of the
   * folder, `input/…` where the file cannot be read.
   */
  readBeside(ref: FileReference, relativePath: string): Promise<Uint8Array>
  /** A whole file. These four are the only ways for a job to come by one. Throws `input/…` where it cannot be read. */
  readFile(ref: FileReference): Promise<Uint8Array>
  /** The same for readers that ask for one file after another and cannot wait. */
  readFileNow(ref: FileReference): Uint8Array
  /** A picture's pixels, made smaller where a side is longer than `mostPx`; absent where the host decodes none. */
  readonly decodePicture?: (bytes: Uint8Array, fileName: string, mostPx: number) => Promise<DecodedPicture>
  /** Loads a model of the user's own (ONNX); absent where none can be run. Throws `input/mask-model`. */
  openModel?(bytes: Uint8Array): Promise<ModelSession>
}

/** Heavy work: the same in a worker thread of the host and in a web worker of the window. */
export interface Job<In, Out> {
  readonly id: string
  /** Checks `context.signal` between iterations. The input is the job's own copy. */
  run(input: In, context: JobContext): Promise<Out>
  /** Buffers of the output that move to the caller instead of being copied. */
  transfers(output: Out): ArrayBuffer[]
}

/** A mesh file and the name that tells its format by its ending. */
export interface MeshReference {
  readonly ref: FileReference
  readonly fileName: string
}

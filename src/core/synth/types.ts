import type { Camera } from '../model/camera.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh } from '../model/mesh.ts'
import type { Mat4, Vec3 } from '../model/transform.ts'

export interface CaptureOptions {
  /** Same seed, same bytes. */
  readonly seed: number
  /** How many photos; 10 where it is not given. */
  readonly views?: number
  /** Photos are square; 640 where it is not given. */
  readonly photoSizePx?: number
}

/** Three bytes a pixel, row-major from the top left, sRGB. */
export interface Photo {
  readonly rgb: Uint8Array
  readonly widthPx: number
  readonly heightPx: number
}

/** What only the generator knows: for tests and for the demo's own evaluation. */
export interface CaptureTruth {
  /** Similarity from the coarse scan's frame (metres) to the fine scan's (millimetres), scale error included. */
  readonly fineFromCoarse: Mat4
  /** Per photo: silhouette of head, hair and shirt, 0/255. */
  readonly masks: readonly Uint8Array[]
  /** `[5023*3]` the person in the stand-in model's topology, fine frame, mm. */
  readonly registrationVertices: Float64Array
  /** Per registration vertex: 1 where the fine scan shows that very skin (no hair, shirt, hole or inside). */
  readonly observed: Uint8Array
  /** Per vertex of the coarse scan: 1 on a floating piece that is not part of the person. */
  readonly coarseFloating: Uint8Array
  /** Exact head-8 points. */
  readonly landmarks: { readonly fineMm: ReadonlyMap<string, Vec3>; readonly coarseM: ReadonlyMap<string, Vec3> }
}

/** One virtual person, scanned twice and photographed. */
export interface SyntheticCapture {
  /** Hand-held depth sensor: metres, device frame (y roughly down), colours. */
  readonly coarse: Mesh
  /** Desktop scanner: millimetres, an arbitrary other frame, colours. */
  readonly fine: Mesh
  readonly photos: readonly Photo[]
  /** View → camera in the coarse frame, exact. */
  readonly cameras: ReadonlyMap<number, Camera>
  /** The six of H3DS as a person would click them, 2 mm rms, on the coarse surface. */
  readonly coarseLandmarks: LandmarkSet
  /** head-8 as a person would click them, 0.7 mm rms, on the fine surface. */
  readonly fineLandmarks: LandmarkSet
  readonly truth: CaptureTruth
}

/** Image encoders come from outside: the core has none. Both may answer later. */
export interface ImageEncoders {
  jpeg(photo: Photo): Promise<Uint8Array> | Uint8Array
  /** One channel, 8 bit. */
  greyPng(image: { grey: Uint8Array; widthPx: number; heightPx: number }): Promise<Uint8Array> | Uint8Array
}

export interface CaptureFile {
  /** Relative, with forward slashes: `subject_001/images/img_0000.jpg`. */
  readonly path: string
  readonly bytes: Uint8Array
}

import type { Camera } from '../model/camera.ts'
import type { LandmarkSet } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { Mat4 } from '../model/transform.ts'
import type { LengthUnit } from '../model/units.ts'

/**
 * A file of an export. Datasets never touch the disk: bytes are handed over, photos are named by the caller's own
 * reference and copied by the caller. Paths are relative to the export's folder, with “/”.
 */
export type PlannedFile =
  | { readonly path: string; readonly bytes: Uint8Array }
  /** `jpeg`: the layout wants a JPEG and the source is none: the caller converts it. `copy`: byte for byte. */
  | { readonly path: string; readonly sourceRef: string; readonly as: 'copy' | 'jpeg' }

/** Where the bytes of a picture come from. */
export type PictureSource = { readonly bytes: Uint8Array } | { readonly sourceRef: string }

/** What one subject contributes to an export. `files` is lazy: each file is made when it is asked for. */
export interface SubjectPlan<Summary> {
  readonly files: Iterable<PlannedFile>
  readonly warnings: readonly Warning[]
  /** What the files of the whole export need to know of this subject. */
  readonly summary: Summary
}

/** A dataset layout: a line of the registry in `index.ts`. */
export interface DatasetLayout<Subject, Summary> {
  readonly name: DatasetLayoutName
  readonly title: string
  /** @throws input/export-… where the subject lacks what the layout cannot do without; the message says what. */
  planSubject(subject: Subject): SubjectPlan<Summary>
  /** The files of the whole export, planned after all subjects. */
  planRoot(summaries: readonly Summary[]): readonly PlannedFile[]
  /** Checks a folder against the layout's own rules. */
  check(listing: FolderListing): CheckFinding[]
}

export const datasetLayoutNames = ['h3ds', 'mica'] as const
export type DatasetLayoutName = (typeof datasetLayoutNames)[number]

/** A folder on disk as the core sees it. */
export interface FolderListing {
  /** Paths of all files, relative, with “/”. */
  list(): readonly string[]
  read(path: string): Uint8Array
}

/** Alike with the contract's `checkFinding`. */
export interface CheckFinding {
  readonly severity: 'error' | 'warning' | 'note'
  readonly message: string
  readonly path: string | null
}

/** One photo of an H3DS scene. Views without a mask or a camera are left out of the export with a warning. */
export interface H3dsView {
  /** For messages: the photo's own file name. */
  readonly name: string
  readonly photo: { readonly sourceRef: string; readonly isJpeg: boolean }
  /** 8-bit single-channel PNG, 0 and 255, of the photo's size. */
  readonly mask: PictureSource | null
  /** In `cameraFrame`. */
  readonly camera: Camera | null
}

export interface H3dsScene {
  /** Any text that stays the same for the subject: the scene's id is made from it. */
  readonly subjectId: string
  /** The head as it is to be published, in its own frame and unit; exported in millimetres. */
  readonly mesh: Mesh
  readonly meshUnit: LengthUnit
  /** In the frame and unit of `mesh`; the six of H3DS are taken from it by name. */
  readonly landmarks: LandmarkSet | null
  /** In the order of export. */
  readonly views: readonly H3dsView[]
  /** Places points of the cameras' frame into the frame and unit of `mesh`: the alignment's transform. */
  readonly meshFromCameraFrame: Mat4
  readonly tags: readonly string[]
}

export interface H3dsSummary {
  /** 16 hexadecimal digits. */
  readonly sceneId: string
  readonly tags: readonly string[]
  readonly views: number
  /** Size of a view selection → view indices. */
  readonly viewConfigs: ReadonlyMap<number, readonly number[]>
}

/** An H3DS scene as found in a folder. Positions are in millimetres. */
export interface H3dsSceneReading {
  readonly meshPath: string
  readonly mesh: Mesh
  readonly landmarks: LandmarkSet | null
  readonly views: readonly {
    readonly index: number
    readonly imagePath: string
    readonly maskPath: string | null
    readonly camera: Camera | null
  }[]
  /** Region name → 0-based vertices of the mesh. */
  readonly regions: ReadonlyMap<string, Uint32Array>
  readonly warnings: readonly Warning[]
}

export interface MicaRegistration {
  /** File stem, for example the scan's name. Unique within the actor. */
  readonly name: string
  /** `[5023*3]` in METRES, in the scan's frame. */
  readonly vertices: Float64Array
  /** `[400]`: 300 shape, then 100 expression coefficients, filled up with zeros where the model has fewer. */
  readonly betas: Float64Array
  /** `[15]`: global, neck, jaw, eyes; axis-angle. */
  readonly pose: Float64Array
  /** `[3]`, metres. */
  readonly trans: Float64Array
  /** Metres per unit of the scan: MICA's files have no place for it, so it goes into a sidecar. */
  readonly metresPerScanUnit: number
  readonly modelSha256: string | null
}

export interface MicaSubject {
  /** Name of the actor's folder. */
  readonly actor: string
  /** `[9976*3]`, the model's. */
  readonly triangles: Uint32Array
  readonly registrations: readonly MicaRegistration[]
}

export interface MicaSummary {
  readonly actor: string
  readonly registrations: number
}

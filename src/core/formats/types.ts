import type { ByteSource } from '../model/byteSource.ts'
import type { LandmarkSet, LandmarkStatus } from '../model/landmarks.ts'
import type { Mesh, Warning } from '../model/mesh.ts'
import type { MeshFormatName, WrittenMeshFormat } from '../model/meshFormats.ts'
import type { MeshParts } from '../model/meshParts.ts'
import type { RunContext } from '../model/run.ts'
import type { LandmarkMesh } from './landmarks/meshPlaces.ts'
import type { PhotoClicks } from './photoClicks.ts'
import type { StrictReader } from './strict/strictReaders.ts'

/** What a mesh reader hands back. */
export interface MeshReading {
  readonly mesh: Mesh
  readonly warnings: readonly Warning[]
  /**
   * Material libraries an OBJ names (`mtllib`), relative to the mesh file. The texture's name is in them: read such a
   * file's bytes with `readMtlTextures` and put the result into `mesh.textureFile`.
   */
  readonly materialFiles?: readonly string[]
  /** Objects, groups and materials of the triangles, where the file names any. */
  readonly parts?: MeshParts
  /** The colour texture, where it is inside the file. */
  readonly embeddedTexture?: EmbeddedTexture
}

/** A picture that lies inside the mesh file. */
export interface EmbeddedTexture {
  /** JPEG, PNG or WebP. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What to call it as a file of its own: a name without a folder. */
  readonly fileName: string
}

/** What a reader of files that consist of several may ask for. */
export interface MeshSurroundings {
  /** A file that the mesh file names, relative to it. Throws `input/…` where it cannot be read. */
  readonly readBeside?: (relativePath: string) => Promise<Uint8Array>
  /** The module of the Draco decoder, on platforms where it does not find it itself. */
  readonly dracoWasm?: () => Promise<Uint8Array>
}

export interface MeshFile extends MeshReading {
  readonly format: WrittenMeshFormat
}

export interface MeshWriteOptions {
  readonly format: MeshFormatName
  /** Write only what this reader is known to read right. OBJ and PLY only. */
  readonly strictFor?: StrictReader
  /** Objects, groups and materials of the triangles. OBJ only, and not for a strict reader. */
  readonly parts?: MeshParts
  /** Name of the material library beside the file. OBJ only, and not for a strict reader. */
  readonly materialFile?: string
}

/** One file format for meshes: a line of the registry in `index.ts`. */
export interface MeshFormat {
  readonly name: MeshFormatName
  readonly title: string
  /** Lower case, without the dot. */
  readonly extensions: readonly string[]
  read(bytes: Uint8Array): MeshReading
  /**
   * The fast way, with the same outcome: piece by piece, so that the file is never held whole. Stops within a piece when
   * cancelled.
   */
  readonly stream?: (source: ByteSource, context: RunContext) => MeshReading
  write(mesh: Mesh, options: Omit<MeshWriteOptions, 'format' | 'strictFor'>): Uint8Array
}

export const landmarkFormatNames = [
  'json',
  'pp',
  'npy',
  'csv',
  'fcsv',
  'mrk',
  'ljson',
  'pts',
  'lnd',
  'caesar',
  'lm3',
  'tps',
  'bnd',
  'wrap',
  'h3ds',
] as const
export type LandmarkFormatName = (typeof landmarkFormatNames)[number]

export interface LandmarkReadOptions {
  /** Names of the points in the file's order, for files that hold none. */
  readonly pointNames?: readonly string[]
  /** The scan, for files that say places by its vertices or triangles. */
  readonly mesh?: LandmarkMesh
}

export interface LandmarkReading {
  readonly set: LandmarkSet
  readonly warnings: readonly Warning[]
}

export interface LandmarkFile extends LandmarkReading {
  /** Name of the format in the registry. */
  readonly format: string
}

export interface LandmarkWriteOptions {
  readonly format: LandmarkFormatName
  /** Name of the mesh the points lie on, for formats that record it (.pp). */
  readonly meshFileName?: string
  /** The scan, for files that say places by its vertices or triangles. */
  readonly mesh?: LandmarkMesh
  /** What was clicked in photos of the same head, for formats that have room for it. */
  readonly photos?: readonly PhotoClicks[]
}

export interface LandmarkKeeping {
  readonly names: boolean
  /** Of which scheme the points are. */
  readonly scheme: boolean
  /** States besides `placed` that are read back as they were. */
  readonly states: readonly Exclude<LandmarkStatus, 'placed'>[]
  readonly unit: boolean
  /** Why a point has its status. */
  readonly reasons: boolean
  /** Clicks in photos beside the places on the scan. */
  readonly photos: boolean
  /** Whether a point is a person's click, an accepted proposal or a file's. */
  readonly sources: boolean
}

/** One file format for landmarks: a line of the registry in `landmarkFormats.ts`. */
export interface LandmarkFormat {
  readonly name: string
  readonly title: string
  /** Lower case, without the dot. */
  readonly extensions: readonly string[]
  /** Whole names of files that are always of this format. */
  readonly fileNames?: readonly string[]
  /** Whether it says places by vertices or triangles, so that it cannot be written without the scan. */
  readonly needsMesh?: boolean
  read(bytes: Uint8Array, options: LandmarkReadOptions): LandmarkReading
  /** What a written file can say besides positions in their order. */
  readonly keeps: LandmarkKeeping
  /** Absent where the format is only read. */
  readonly write?: (set: LandmarkSet, options: LandmarkWriteOptions) => Uint8Array
}

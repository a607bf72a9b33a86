import { z } from 'zod'
import { verdicts } from '../model/alignment.ts'
import { landmarkSources, landmarkStatuses } from '../model/landmarks.ts'
import { writtenMeshFormats } from '../model/meshFormats.ts'
import { lengthUnits, upAxes } from '../model/units.ts'
import { registrationCertificate, registrationReport, registrationTexture } from './registrationSchemas.ts'

/** Opaque ids: made by the catalogue, never parsed. */
export const id = z.string().regex(/^[A-Za-z0-9_-]{6,40}$/, 'not an id')
/** An absolute path, or one relative to the caller's folder that the door has already made absolute. */
export const path = z.string().min(1).max(4096)
export const nothing = z.object({})

export const lengthUnit = z.enum(lengthUnits)
export const upAxis = z.enum(upAxes)
export const vec3 = z.tuple([z.number(), z.number(), z.number()])
export const mat4 = z.array(z.number()).length(16)
export const bounds = z.object({ min: vec3, max: vec3 })

export const warning = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().int().optional(),
  byte: z.number().int().optional(),
})
export const errorRecord = z.object({
  code: z.string(),
  message: z.string(),
  detail: z.record(z.string(), z.unknown()),
})

export const landmark = z.object({
  name: z.string().min(1).max(100),
  status: z.enum(landmarkStatuses),
  position: vec3.nullable(),
  surface: z.object({ triangle: z.number().int().min(0), barycentrics: vec3 }).nullable(),
  /** Needed for a hidden point. */
  reason: z.string().max(500).nullish(),
  source: z.enum(landmarkSources).nullish(),
})

/** Whose own set of landmarks: the name of an annotator; empty for the set of the scan that everything uses. */
export const observer = z.string().max(100).default('')

export const scanRole = z.enum(['coarse', 'fine', 'registration'])

/** Bytes never ride the contract: a URL relative to the door's origin, fetched separately. */
export const bytesUrl = z.string()

export const fileRef = z.object({
  path: z.string(),
  sha256: z.string(),
  sizeBytes: z.number(),
  /** False where the file is gone or has another size than when it was imported. */
  present: z.boolean(),
})

export const scan = z.object({
  id,
  subjectId: id,
  frameId: id,
  role: scanRole,
  name: z.string(),
  file: fileRef,
  unit: lengthUnit.nullable(),
  unitSource: z.enum(['stated', 'guessed', 'user']),
  up: upAxis.nullable(),
  vertices: z.number().int(),
  triangles: z.number().int(),
  hasColors: z.boolean(),
  meshUrl: bytesUrl,
  textureUrl: bytesUrl.nullable(),
  landmarksPlaced: z.number().int(),
})

const lensDistortion = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])

export const image = z.object({
  id,
  subjectId: id,
  /** Camera index as in cameras.npz; photos without a camera have null. */
  cameraIndex: z.number().int().nullable(),
  name: z.string(),
  file: fileRef,
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  imageUrl: bytesUrl,
  /** Small versions for a first view (`photoLevelsPx`); null where the photo itself is small. */
  smallUrl: bytesUrl.nullable(),
  previewUrl: bytesUrl.nullable(),
  thumbnailUrl: bytesUrl,
  /** K·[R|t], in the frame and unit of `frameScanId`. */
  worldMat: mat4.nullable(),
  /** OpenCV's k1 k2 p1 p2 k3; null for a pinhole camera. */
  distortion: lensDistortion.nullable(),
  frameScanId: id.nullable(),
  maskUrl: bytesUrl.nullable(),
  proposalUrl: bytesUrl.nullable(),
  maskRevision: z.number().int(),
  /** Where the current mask came from. */
  maskSource: z.enum(['none', 'proposed', 'painted', 'imported']),
})

export const landmarkSet = z.object({
  scanId: id,
  observer: z.string(),
  scheme: z.string().nullable(),
  annotator: z.string().nullable(),
  time: z.string().nullable(),
  revision: z.number().int(),
  landmarks: z.array(landmark),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
})

/** Statistics of unsigned distances, in millimetres. */
export const distanceSummary = z.object({
  median: z.number(),
  mean: z.number(),
  p90: z.number(),
  max: z.number(),
  rms: z.number(),
  count: z.number().int(),
})

export const transformStep = z.object({
  id,
  /** False: it was switched off in this chain, and the transform is as before it. */
  enabled: z.boolean(),
  /** What this step does alone, after those before it: targetFromSource = own · (targetFromSource before it). */
  ownTransform: mat4,
  kind: z.enum(['unit', 'landmarks', 'global', 'given', 'icp', 'together', 'manual', 'imported']),
  targetFromSource: mat4,
  /** Numbers that tell how the step was found. */
  numbers: z.record(z.string(), z.number()),
  note: z.string(),
})

/** Whether an alignment can be trusted (core/model/alignment.ts). */
export const alignCertificate = z.object({
  verdict: z.enum(verdicts),
  reasons: z.array(z.object({ code: z.string(), message: z.string(), verdict: z.enum(verdicts) })).readonly(),
  restarts: z
    .array(
      z.object({
        startDegrees: z.number(),
        startMm: z.number(),
        differenceMm: z.number(),
        medianMm: z.number(),
        overlap: z.number(),
        agrees: z.boolean(),
      }),
    )
    .readonly(),
})

export const alignUncertainty = z.object({
  /** 7×7 row-major over the degrees of freedom. */
  covariance: z.array(z.number()).length(49).readonly(),
  pivot: vec3.readonly(),
  weakest: z.object({
    direction: z.array(z.number()).length(7).readonly(),
    sigmaMm: z.number(),
    description: z.string(),
  }),
})

export const alignment = z.object({
  id,
  subjectId: id,
  sourceScanId: id,
  targetScanId: id,
  createdAt: z.string(),
  /** One alignment of a pair is current, mostly the newest; undo goes back to an earlier one. All of them stay. */
  current: z.boolean(),
  steps: z.array(transformStep),
  targetFromSource: mat4,
  scale: z.number(),
  /** Null where it began from the surfaces alone, or from a given transform. */
  landmarkRmsMm: z.number().nullable(),
  residualMm: distanceSummary,
  /** Fraction of the source surface that has a counterpart. */
  overlap: z.number(),
  /** Null for alignments made before there were certificates. */
  certificate: alignCertificate.nullable(),
  uncertainty: alignUncertainty.nullable(),
  stop: z.string(),
  iterations: z.number().int(),
  warnings: z.array(warning),
  /** Float32 little-endian, one unsigned distance in mm per source vertex, NaN-free; -1 where there is no counterpart. */
  residualUrl: bytesUrl,
  /** The same with its side: positive outside the target, NaN where there is no counterpart; null where not known. */
  signedResidualUrl: bytesUrl.nullable(),
})

export const registration = z.object({
  id,
  subjectId: id,
  scanId: id,
  modelId: id,
  createdAt: z.string(),
  current: z.boolean(),
  /** Registration mesh in the scan's frame, metres. */
  meshUrl: bytesUrl,
  metresFromScan: mat4,
  scanToMeshMm: z.object({ median: z.number(), mean: z.number(), p90: z.number(), within1mm: z.number() }),
  landmarkRmsMm: z.number(),
  flippedFaces: z.number().int(),
  seconds: z.number(),
  modelSha256: z.string(),
  warnings: z.array(warning),
  /** Null for registrations made before there were reports. */
  certificate: registrationCertificate.nullable(),
  measured: registrationReport.nullable(),
  /** Float32, one unsigned distance in mm per registration vertex to the scan; -1 where the scan has nothing. */
  residualUrl: bytesUrl,
  /** A byte a vertex of the scan: the part of the head it belongs to, a place in `scanLabels`; told when it is asked for. */
  partsUrl: bytesUrl,
  /** The newest one of this registration. */
  texture: registrationTexture.nullable(),
})

export const headModel = z.object({
  id,
  name: z.string(),
  file: fileRef,
  version: z.string(),
  vertices: z.number().int(),
  faces: z.number().int(),
  shapeComponents: z.number().int(),
  expressionComponents: z.number().int(),
  embedding: fileRef.nullable(),
  regions: fileRef.nullable(),
  /** The user's file with the UV layout. */
  uv: fileRef.nullable(),
})

export const stepState = z.enum(['missing-input', 'ready', 'done', 'failed', 'running'])

export const subjectSummary = z.object({
  id,
  name: z.string(),
  thumbnailUrl: bytesUrl.nullable(),
  scanCount: z.number().int(),
  imageCount: z.number().int(),
  maskCount: z.number().int(),
  status: z.object({ landmarks: stepState, align: stepState, masks: stepState, register: stepState }),
  /** Why a step failed or what it waits for, in a sentence each. */
  notes: z.array(z.string()),
  missingFiles: z.number().int(),
})

export const subjectMetadata = z.object({
  age: z.number().min(0).max(150).nullable(),
  gender: z.string().max(100).nullable(),
  ethnicity: z.string().max(100).nullable(),
  values: z.record(z.string().max(100), z.string().max(2000)),
})

export const subjectDetail = subjectSummary.extend({
  metadata: subjectMetadata,
  sequences: z.array(
    z.object({
      id,
      name: z.string(),
      frames: z.array(z.object({ id, index: z.number().int(), expression: z.string().nullable() })),
    }),
  ),
  scans: z.array(scan),
  images: z.array(image),
  alignments: z.array(alignment),
  registrations: z.array(registration),
})

export const project = z.object({
  path: z.string(),
  name: z.string(),
  licenceNote: z.string(),
  licenceAcknowledged: z.boolean(),
  createdAt: z.string(),
  schemaVersion: z.number().int(),
  counts: z.object({
    subjects: z.number().int(),
    scans: z.number().int(),
    images: z.number().int(),
    masks: z.number().int(),
    alignments: z.number().int(),
    registrations: z.number().int(),
    exports: z.number().int(),
  }),
})

export const jobState = z.object({
  id,
  method: z.string(),
  title: z.string(),
  subjectId: id.nullable(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** Runs, but is held by a person. */
  paused: z.boolean(),
  fraction: z.number(),
  message: z.string(),
  numbers: z.record(z.string(), z.number()),
  startedAt: z.string(),
  secondsLeft: z.number().nullable(),
  error: errorRecord.nullable(),
})

export const provenanceEvent = z.object({
  id: z.number().int(),
  time: z.string(),
  actor: z.string(),
  toolVersion: z.string(),
  kind: z.string(),
  subjectId: id.nullable(),
  data: z.record(z.string(), z.unknown()),
})

export const checkFinding = z.object({
  severity: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  path: z.string().nullable(),
})

export const folderEntry = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['folder', 'file']),
  sizeBytes: z.number(),
  /** What Cameo sees in it. */
  looksLike: z.enum(['project', 'capture', 'captures', 'h3ds-scene', 'model', 'other']),
})

/** Endings of the mesh files that Cameo writes. */
export const meshFormat = z.enum(writtenMeshFormats)

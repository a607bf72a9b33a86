import type { Alignment, Registration, Scan, SubjectDetail } from '#core/contract/contract.ts'
import { identity4 } from '#core/model/transform.ts'

/** Records as a host answers them, made by hand for the tests of the window's logic. */
const file = { path: '/captures/subject/scan.ply', sha256: 'a'.repeat(64), sizeBytes: 1000, present: true }

export const scanOf = (role: 'coarse' | 'fine', landmarksPlaced: number): Scan => ({
  id: `${role}-scan`,
  subjectId: 'subject1',
  frameId: 'frame01',
  role,
  name: role,
  file,
  unit: role === 'coarse' ? 'm' : 'mm',
  unitSource: 'guessed',
  up: '+y',
  vertices: 100,
  triangles: 196,
  hasColors: true,
  meshUrl: `bytes/mesh/${role}`,
  textureUrl: null,
  landmarksPlaced,
})

export const alignmentOf = (medianMm: number): Alignment => ({
  id: 'alignment1',
  subjectId: 'subject1',
  sourceScanId: 'coarse-scan',
  targetScanId: 'fine-scan',
  createdAt: '2026-01-01T00:00:00.000Z',
  current: true,
  steps: [],
  targetFromSource: [...identity4],
  scale: 1000,
  landmarkRmsMm: 2,
  residualMm: { median: medianMm, mean: medianMm, p90: 2 * medianMm, max: 9, rms: medianMm, count: 100 },
  certificate: null,
  uncertainty: null,
  overlap: 0.8,
  stop: 'converged',
  iterations: 10,
  warnings: [],
  residualUrl: 'bytes/residual/alignment1',
  signedResidualUrl: null,
})

export const registrationOf = (role: 'coarse' | 'fine'): Registration => ({
  id: 'registration1',
  subjectId: 'subject1',
  scanId: `${role}-scan`,
  modelId: 'model01',
  createdAt: '2026-01-01T00:00:00.000Z',
  current: true,
  meshUrl: 'bytes/mesh/registration1',
  metresFromScan: [0.001, 0, 0, 0, 0, 0.001, 0, 0, 0, 0, 0.001, 0, 0, 0, 0, 1],
  scanToMeshMm: { median: 0.4, mean: 0.5, p90: 1.1, within1mm: 0.9 },
  landmarkRmsMm: 1,
  flippedFaces: 0,
  texture: null,
  certificate: null,
  measured: null,
  seconds: 4,
  modelSha256: 'b'.repeat(64),
  warnings: [],
  residualUrl: 'bytes/residual/registration1',
  partsUrl: 'bytes/parts/registration1',
})

export const subjectWith = (parts: Partial<SubjectDetail>): SubjectDetail => ({
  id: 'subject1',
  name: 'Subject 1',
  thumbnailUrl: null,
  scanCount: parts.scans?.length ?? 0,
  imageCount: parts.images?.length ?? 0,
  maskCount: 0,
  status: { landmarks: 'ready', align: 'missing-input', masks: 'missing-input', register: 'missing-input' },
  notes: [],
  missingFiles: 0,
  metadata: { age: null, gender: null, ethnicity: null, values: {} },
  sequences: [],
  scans: [],
  images: [],
  alignments: [],
  registrations: [],
  ...parts,
})

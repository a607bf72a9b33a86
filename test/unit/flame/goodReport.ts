import type { RegionReport, RegistrationReport, SurfaceState } from '#core/model/registration.ts'

export const quality = { median: 0.08, mean: 0.1, p90: 0.2, within1mm: 0.99, count: 5000 }
const nothing = { seen: 0, missing: 0, border: 0, covered: 0, 'cut-off': 0, turned: 0, doubted: 0, model: 0 }
/** A region of which so much was seen, covered, … */
export const region = (name: string, states: Partial<Record<SurfaceState, number>>): RegionReport => ({
  name,
  vertices: 100,
  scanToMeshMm: quality,
  meshToScanMm: quality,
  states: { ...nothing, ...states },
})
export const landmark = (name: string, residualMm: number) => ({ name, residualMm, heldOutMm: 1, heldOutModelMm: 1 })

/** A report with nothing to say against the registration. */
export const good: RegistrationReport = {
  scanToMeshMm: quality,
  meshToScanMm: quality,
  regions: [region('face', { seen: 1 }), region('forehead', { seen: 1 })],
  seenHalves: { left: 1, right: 0.9 },
  landmarks: [landmark('a', 1), landmark('b', 1), landmark('c', 2), landmark('d', 1)],
  offScan: [],
  heldOutMm: { registration: 1, model: 1.2, count: 4 },
  flippedFaces: { inEars: 3, outsideEars: 0 },
  stretchedFaces: { inEars: 30, outsideEars: 5 },
  shape: { mahalanobis: 7, components: 60, largest: 2 },
  expression: { mahalanobis: 0, components: 0, largest: 0 },
  scan: { used: 0.8, hair: 0.1, clothes: 0.1, besideFace: 0, far: 0, floating: 0 },
  noiseMm: 0.05,
}

import { asFloat64 } from '../formats/npy.ts'
import { readNpz } from '../formats/npz.ts'
import { readObj } from '../formats/objReader.ts'
import { Findings } from './findings.ts'
import type { CheckFinding, FolderListing } from './types.ts'

/** FLAME's topology and the lengths of its parameters in MICA's files. */
export const micaSizes = { vertices: 5023, faces: 9976, betas: 400, pose: 15, trans: 3 } as const

/** A FLAME head with its neck measures about 0.3 m; outside this the unit is not metres. */
const plausibleHeightM = { least: 0.1, most: 1 }

/** Checks a folder against what MICA's loaders rely on. */
export const checkMica = (listing: FolderListing): CheckFinding[] => {
  const findings = new Findings()
  const paths = listing.list()
  const stems = (pattern: RegExp): string[] => paths.flatMap((path) => pattern.exec(path)?.[1] ?? [])
  const parameters = stems(/^FLAME_parameters\/([^/]+\/[^/]+)\.npz$/)
  const meshes = stems(/^registrations\/([^/]+\/[^/]+)\.obj$/)
  if (parameters.length === 0)
    findings.error('FLAME_parameters', 'There are no parameters FLAME_parameters/<actor>/*.npz.')
  for (const stem of meshes.filter((mesh) => !parameters.includes(mesh))) {
    findings.error(`registrations/${stem}.obj`, `registrations/${stem}.obj has no parameters.`)
  }
  for (const stem of parameters) {
    checkParameters(listing, `FLAME_parameters/${stem}.npz`, findings)
    if (meshes.includes(stem)) checkMesh(listing, `registrations/${stem}.obj`, findings)
    else
      findings.error(
        `FLAME_parameters/${stem}.npz`,
        `FLAME_parameters/${stem}.npz has no registration of the same name.`,
      )
    if (!paths.includes(`FLAME_parameters/${stem}.json`)) {
      findings.note(
        `FLAME_parameters/${stem}.npz`,
        `FLAME_parameters/${stem}.npz has no sidecar with the scan's scale.`,
      )
    }
  }
  for (const actor of new Set(parameters.map((stem) => stem.split('/')[0]))) {
    if (!/png|jpg/.test(actor)) continue
    findings.warn(
      `FLAME_parameters/${actor}`,
      `The folder “${actor}” holds “png” or “jpg”, which MICA's loader replaces anywhere in a path.`,
    )
  }
  return findings.toArray()
}

const checkParameters = (listing: FolderListing, path: string, findings: Findings): void => {
  const arrays = findings.attempt(path, () => readNpz(listing.read(path)))
  if (!arrays) return
  for (const key of ['betas', 'pose', 'trans'] as const) {
    const array = arrays.get(key)
    if (!array) findings.error(path, `${path} has no “${key}”.`)
    else if (array.shape.length !== 1 || array.shape[0] !== micaSizes[key]) {
      findings.error(path, `${path}: “${key}” has shape (${array.shape.join(', ')}) instead of (${micaSizes[key]},).`)
    } else if (!asFloat64(array).every(Number.isFinite)) {
      findings.error(path, `${path}: “${key}” holds numbers that are not finite.`)
    }
  }
}

const checkMesh = (listing: FolderListing, path: string, findings: Findings): void => {
  const reading = findings.attempt(path, () => readObj(listing.read(path)))
  if (!reading) return
  findings.warnings(path, reading.warnings)
  const { positions, triangles } = reading.mesh
  const vertices = positions.length / 3
  const faces = triangles.length / 3
  if (vertices !== micaSizes.vertices || faces !== micaSizes.faces) {
    findings.error(
      path,
      `${path} has ${vertices} vertices and ${faces} faces instead of ${micaSizes.vertices} and ${micaSizes.faces}.`,
    )
  }
  const size = largestExtent(positions)
  if (size < plausibleHeightM.least || size > plausibleHeightM.most) {
    findings.error(path, `${path} measures ${size.toPrecision(3)}; in metres a head is about 0.3.`)
  }
}

const largestExtent = (positions: Float32Array): number => {
  const least = [Infinity, Infinity, Infinity]
  const most = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < positions.length; i++) {
    least[i % 3] = Math.min(least[i % 3], positions[i])
    most[i % 3] = Math.max(most[i % 3], positions[i])
  }
  return Math.max(...most.map((value, axis) => value - least[axis]))
}

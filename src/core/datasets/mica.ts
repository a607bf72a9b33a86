import { writeNpz } from '../formats/npz.ts'
import { writeObj } from '../formats/objWriter.ts'
import { WarningList } from '../formats/warningList.ts'
import { badInput } from '../model/errors.ts'
import { checkMica, micaSizes } from './micaCheck.ts'
import type { DatasetLayout, MicaRegistration, MicaSubject, MicaSummary, PlannedFile, SubjectPlan } from './types.ts'

/** MICA's readers want the head upright, +y up; a global rotation beyond this is reported. */
const uprightRad = Math.PI / 4

/**
 * MICA (Zielonka, Bolkart, Thies, ECCV 2022): FLAME registrations by actor. Meshes in metres in the scan's frame,
 * parameters as flame-fitting returns them. The scan's scale, for which MICA's files have no place, goes into a
 * sidecar of the same name (.json) beside the parameters.
 */
export const mica: DatasetLayout<MicaSubject, MicaSummary> = {
  name: 'mica',
  title: 'MICA: FLAME parameters and registrations per actor',
  planSubject: (subject) => planMicaActor(subject),
  planRoot: () => [],
  check: checkMica,
}

/**
 * @throws input/export-no-registration; input/export-topology where a registration is not FLAME's 5023 vertices or its
 *   parameters have other lengths; input/export-paths where two have one name.
 */
const planMicaActor = ({ actor, triangles, registrations }: MicaSubject): SubjectPlan<MicaSummary> => {
  if (registrations.length === 0) {
    throw badInput('export-no-registration', `“${actor}” has no registration; the MICA layout consists of them.`)
  }
  const warnings = new WarningList()
  const folder = safeName(actor)
  if (folder !== actor) warnings.add('mica-name-changed', `The actor “${actor}” became the folder “${folder}”.`)
  if (/png|jpg/.test(folder)) {
    warnings.add(
      'mica-folder-name',
      `The folder “${folder}” holds “png” or “jpg”: MICA's loader replaces these anywhere in a path and will not find it.`,
    )
  }
  for (const registration of registrations) checkRegistration(registration, triangles)
  const stems = new Set(registrations.map(({ name }) => safeName(name).toLowerCase()))
  if (stems.size < registrations.length) {
    throw badInput(
      'export-paths',
      `Two registrations of “${actor}” would be written to the same file. Rename one of the scans.`,
    )
  }
  for (const { name, pose } of registrations) {
    if (Math.hypot(pose[0], pose[1], pose[2]) > uprightRad) {
      warnings.add(
        'mica-not-upright',
        `The head of “${name}” is turned far from upright (+y up, +z out of the face), which MICA's tools expect.`,
      )
    }
  }
  return {
    files: actorFiles(folder, triangles, registrations),
    warnings: warnings.toArray(),
    summary: { actor: folder, registrations: registrations.length },
  }
}

/** A name that every disk takes as a folder or file. */
const safeName = (name: string): string => {
  const safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
  return safe === '' ? '_' : safe
}

const checkRegistration = ({ name, vertices, betas, pose, trans }: MicaRegistration, triangles: Uint32Array): void => {
  const lengths = [
    ['vertices', vertices.length / 3, micaSizes.vertices],
    ['faces', triangles.length / 3, micaSizes.faces],
    ['betas', betas.length, micaSizes.betas],
    ['pose numbers', pose.length, micaSizes.pose],
    ['translation numbers', trans.length, micaSizes.trans],
  ] as const
  for (const [what, found, expected] of lengths) {
    if (found !== expected)
      throw badInput('export-topology', `The registration “${name}” has ${found} ${what}; MICA has ${expected}.`)
  }
  if (![vertices, betas, pose, trans].every((numbers) => numbers.every(Number.isFinite))) {
    throw badInput('export-topology', `The registration “${name}” holds numbers that are not finite.`)
  }
}

/** Restartable: every iteration makes the files anew. */
const actorFiles = (
  folder: string,
  triangles: Uint32Array,
  registrations: readonly MicaRegistration[],
): Iterable<PlannedFile> => ({
  *[Symbol.iterator]() {
    for (const registration of registrations) {
      const stem = safeName(registration.name)
      const { vertices, betas, pose, trans } = registration
      const parameters = [
        ['betas', { shape: [micaSizes.betas], data: betas }],
        ['pose', { shape: [micaSizes.pose], data: pose }],
        ['trans', { shape: [micaSizes.trans], data: trans }],
      ] as const
      yield { path: `FLAME_parameters/${folder}/${stem}.npz`, bytes: writeNpz(parameters) }
      yield { path: `FLAME_parameters/${folder}/${stem}.json`, bytes: sidecar(registration) }
      const mesh = { positions: Float32Array.from(vertices), positionsF64: vertices, triangles }
      yield { path: `registrations/${folder}/${stem}.obj`, bytes: writeObj(mesh, {}) }
    }
  },
})

const sidecar = ({ metresPerScanUnit, modelSha256 }: MicaRegistration): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify({ unit: 'm', metresPerScanUnit, modelSha256 }, null, 1)}\n`)

import { join } from 'node:path'
import type { Client } from '#core/contract/client.ts'
import type { Alignment, JobState, Output, Registration, SubjectDetail } from '#core/contract/contract.ts'
import type { GeneratedDemo } from '#core/jobs/generateDemo.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import { checkCancelled, type RunContext } from '#core/model/run.ts'
import { invertAffine4, toMat4 } from '#core/model/transform.ts'
import type { WorkerPool } from '../../compute/workerPool.ts'
import type { Host } from '../host.ts'
import { decodeMask } from '../maskPng.ts'
import { bytesBehind } from './bytesBehind.ts'
import { alignmentError, maskAgreement, type RegistrationError, registrationError } from './evaluateDemo.ts'
import { type DemoCapturePaths, writeDemoCapture } from './writeDemoCapture.ts'

export type StepLine = Output<'demo.run'>['steps'][number]

/** What a demo must reach: alignment as the project promises, masks and registration as on the samples. */
export const demoLimits = {
  alignmentMm: 0.3,
  alignmentScalePercent: 0.3,
  maskAgreement: 0.97,
  registrationMm: 2.5,
  scanToMeshMm: 0.5,
} as const

const captureSeed = 1

/** Everything the steps of a demo have found so far. */
export interface DemoState {
  readonly folder: string
  readonly pool: WorkerPool
  readonly host: Pick<Host, 'client' | 'resolveBytes'>
  readonly context: RunContext
  generated?: GeneratedDemo
  paths?: DemoCapturePaths
  subject?: SubjectDetail
  modelId?: string
  alignment?: Alignment
  registration?: Registration
  registrationError?: RegistrationError
}

/** One line of the demo's table: what is done, and what it gave. */
export interface DemoStep {
  readonly step: string
  /** Share of the whole time, for the progress. */
  readonly weight: number
  run(state: DemoState, context: RunContext): Promise<{ readonly result: string; readonly passed: boolean }>
}

/** What an earlier step has left; a step that comes without it is a defect. */
const need = <Key extends keyof DemoState>(state: DemoState, key: Key): NonNullable<DemoState[Key]> => {
  const value = state[key]
  if (value === undefined || value === null) throw new CameoError('internal/demo-order', `The demo lacks its ${key}.`)
  return value
}

const options = ({ signal, report }: RunContext): Parameters<Client['run']>[2] => ({
  signal,
  onProgress: ({ fraction, message }: JobState) => report?.({ fraction, message }),
})

const refresh = async (state: DemoState): Promise<SubjectDetail> => {
  const { id } = need(state, 'subject')
  const subject = await state.host.client.call('subjects.get', { subjectId: id })
  state.subject = subject
  return subject
}

const scanOfRole = ({ scans }: SubjectDetail, role: 'coarse' | 'fine') => {
  const scan = scans.find((candidate) => candidate.role === role)
  if (!scan) throw badInput('demo-scan', `The generated capture has no ${role} scan.`)
  return scan
}

const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`

const generate: DemoStep = {
  step: 'Generate a capture',
  weight: 12,
  run: async (state, context) => {
    const generated = await state.pool.run('generateDemo', { seed: captureSeed }, context)
    state.generated = generated
    state.paths = await writeDemoCapture(state.folder, generated, context)
    const { photos, coarse, fine } = generated.capture
    const vertices = [coarse, fine].map(({ positions }) => positions.length / 3)
    return { result: `${photos.length} photos, scans of ${vertices[0]} and ${vertices[1]} vertices`, passed: true }
  },
}

const importCapture: DemoStep = {
  step: 'Import',
  weight: 4,
  run: async (state, context) => {
    const { client } = state.host
    const { capture, model, embedding } = need(state, 'paths')
    await client.call('projects.create', { path: join(state.folder, 'project'), name: 'Demo', licenceNote: '' })
    const { subjectIds, skipped } = await client.run('captures.import', { path: capture }, options(context))
    state.subject = await client.call('subjects.get', { subjectId: subjectIds[0] })
    state.modelId = (await client.call('models.add', { path: model, embedding, regions: null })).id
    const { imageCount, scans } = state.subject
    const placed = scans.map(({ landmarksPlaced }) => landmarksPlaced).join(' and ')
    const passed = skipped.length === 0 && scans.length === 2 && imageCount > 0
    return { result: `${scans.length} scans, ${imageCount} photos, ${placed} landmarks, 1 head model`, passed }
  },
}

const align: DemoStep = {
  step: 'Align',
  weight: 8,
  run: async (state, context) => {
    const subject = need(state, 'subject')
    const { capture } = need(state, 'generated')
    const pair = { sourceScanId: scanOfRole(subject, 'coarse').id, targetScanId: scanOfRole(subject, 'fine').id }
    const input = { subjectId: subject.id, ...pair, options: {} }
    state.alignment = await state.host.client.run('alignments.run', input, options(context))
    const { meanMm, scalePercent } = alignmentError(capture, state.alignment.targetFromSource)
    return {
      result: `${meanMm.toFixed(3)} mm and ${scalePercent.toFixed(3)} % of scale from the truth`,
      passed: meanMm <= demoLimits.alignmentMm && scalePercent <= demoLimits.alignmentScalePercent,
    }
  },
}

const mask: DemoStep = {
  step: 'Propose and accept masks',
  weight: 6,
  run: async (state, context) => {
    const { client } = state.host
    const { id } = need(state, 'subject')
    await client.run('masks.propose', { subjectId: id }, options(context))
    const masks: Uint8Array[] = []
    for (const { id: imageId } of need(state, 'subject').images) {
      checkCancelled(context)
      const { image } = await client.call('masks.acceptProposal', { imageId })
      masks[image.cameraIndex ?? 0] = (
        await decodeMask(await bytesBehind(state.host, image.maskUrl ?? ''), image.name)
      ).mask
    }
    await refresh(state)
    const { mean, lowest } = maskAgreement(masks, need(state, 'generated').capture.truth)
    const result = `agreement with the truth ${percent(mean)}, lowest ${percent(lowest)} (intersection over union)`
    return { result, passed: mean >= demoLimits.maskAgreement }
  },
}

const register: DemoStep = {
  step: 'Register the head model',
  weight: 30,
  run: async (state, context) => {
    const { id, scans } = await refresh(state)
    const scanId = scans.find(({ role }) => role === 'fine')?.id ?? ''
    const input = { subjectId: id, scanId, modelId: need(state, 'modelId') }
    const registration = await state.host.client.run('registrations.run', input, options(context))
    state.registration = registration
    const mmFromMetres = invertAffine4(toMat4(registration.metresFromScan))
    const ply = await bytesBehind(state.host, registration.meshUrl)
    const error = registrationError(ply, mmFromMetres, need(state, 'generated').capture.truth)
    state.registrationError = error
    const { median } = registration.scanToMeshMm
    return {
      result: `vertices ${error.medianMm.toFixed(2)} mm from the truth (median), scan to mesh ${median.toFixed(3)} mm`,
      passed: error.medianMm <= demoLimits.registrationMm && median <= demoLimits.scanToMeshMm,
    }
  },
}

const exportAs = (layout: 'h3ds' | 'mica'): DemoStep => ({
  step: `Export, ${layout === 'h3ds' ? 'H3DS' : 'MICA'} layout`,
  weight: layout === 'h3ds' ? 6 : 2,
  run: async (state, context) => {
    const out = join(state.folder, 'export', layout)
    const { client } = state.host
    const exported = await client.run('exports.run', { layout, out, subjectIds: null }, options(context))
    const megabytes = (exported.sizeBytes / 1e6).toFixed(1)
    return { result: `${exported.files} files, ${megabytes} MB`, passed: exported.skipped.length === 0 }
  },
})

const verify: DemoStep = {
  step: 'Verify the exports',
  weight: 4,
  run: async (state, context) => {
    const checks = []
    for (const layout of ['h3ds', 'mica']) {
      const path = join(state.folder, 'export', layout)
      checks.push(await state.host.client.run('exports.verify', { path }, options(context)))
    }
    const findings = checks.flatMap((check) => check.findings)
    const errors = findings.filter(({ severity }) => severity === 'error')
    const files = checks.reduce((sum, check) => sum + check.files, 0)
    const result = errors.length > 0 ? errors[0].message : `${files} files are what their manifests say`
    return { result, passed: checks.every(({ ok }) => ok) }
  },
}

/** The main job from nothing to a verified dataset, in order. */
export const demoSteps: readonly DemoStep[] = [
  generate,
  importCapture,
  align,
  mask,
  register,
  exportAs('h3ds'),
  exportAs('mica'),
  verify,
]

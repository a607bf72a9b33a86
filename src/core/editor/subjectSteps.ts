import type { Scan, SubjectDetail } from '../contract/contract.ts'
import { scaleOffUnits } from './alignedScale.ts'

/** The way of a subject through the workshop, in the order the work is done. */
export const stepIds = ['landmarks', 'align', 'masks', 'register', 'export'] as const
export type StepId = (typeof stepIds)[number]
export type StepState = SubjectDetail['status']['align']

export interface SubjectStep {
  readonly id: StepId
  readonly title: string
  readonly state: StepState
  /** Where the step stands or what it waits for, in a sentence. */
  readonly sentence: string
}

export interface StepFacts {
  readonly subject: SubjectDetail
  /** Points of the chosen landmark scheme. */
  readonly schemePoints: number
  readonly modelCount: number
}

/** Pairs a similarity transform needs. */
const minimumPairs = 3

export const scanOfRole = (subject: SubjectDetail, role: Scan['role']): Scan | null =>
  subject.scans.find((scan) => scan.role === role) ?? null

/** Of the coarse and the fine scan; where that pair has none, of whichever pair has one. */
export const currentAlignment = (subject: SubjectDetail): SubjectDetail['alignments'][number] | null => {
  const inForce = subject.alignments.filter(({ current }) => current)
  const [coarse, fine] = [scanOfRole(subject, 'coarse'), scanOfRole(subject, 'fine')]
  const ofPair = inForce.find(
    ({ sourceScanId, targetScanId }) => sourceScanId === coarse?.id && targetScanId === fine?.id,
  )
  return ofPair ?? inForce[0] ?? null
}

export const currentRegistration = (subject: SubjectDetail): SubjectDetail['registrations'][number] | null =>
  subject.registrations.find(({ current }) => current) ?? null

/** The scan a head model is registered to: the fine one, where there is none the coarse one. */
export const registrationScan = (subject: SubjectDetail): Scan | null =>
  scanOfRole(subject, 'fine') ?? scanOfRole(subject, 'coarse')

/** The host says `ready` where a result is there, but was made from something else than what is there now. */
const staleSentence = 'What the last result was made from has changed since. Run the step again to bring it up to date.'

const landmarksSentence = ({ subject, schemePoints }: StepFacts): string => {
  const scans = (['coarse', 'fine'] as const).flatMap((role) => scanOfRole(subject, role) ?? [])
  if (scans.length === 0) return 'This subject has no scan to place points on.'
  const counts = scans.map(
    ({ role, landmarksPlaced }) => `${Math.min(landmarksPlaced, schemePoints)} of ${schemePoints} on the ${role} scan`,
  )
  return `${counts.join(', ')}.`
}

const alignSentence = ({ subject }: StepFacts): string => {
  const alignment = currentAlignment(subject)
  if (alignment && subject.status.align === 'ready') return staleSentence
  if (alignment) {
    const off = scaleOffUnits(subject, alignment)
    const scale = off === null ? `scale ${alignment.scale.toFixed(4)}` : `scale ${off} off the units`
    return `Median distance ${alignment.residualMm.median.toFixed(2)} mm, ${scale}.`
  }
  const pair = [scanOfRole(subject, 'coarse'), scanOfRole(subject, 'fine')]
  if (pair.some((scan) => scan === null)) return 'Needs a coarse and a fine scan; this subject has only one of them.'
  if (pair.some((scan) => (scan?.landmarksPlaced ?? 0) < minimumPairs)) {
    return `Ready: without ${minimumPairs} landmarks on both scans, finds the start from their surfaces alone.`
  }
  return 'Ready: moves the coarse scan onto the fine one.'
}

const masksSentence = ({ subject }: StepFacts): string => {
  if (subject.imageCount === 0) return 'This subject has no photos.'
  const masked = subject.images.filter(({ maskUrl }) => maskUrl !== null).length
  const proposed = subject.images.filter(({ maskUrl, proposalUrl }) => maskUrl === null && proposalUrl !== null).length
  if (proposed > 0)
    return `${masked} of ${subject.imageCount} photos have a mask; ${proposed === 1 ? '1 proposal waits' : `${proposed} proposals wait`} for a look.`
  if (masked > 0) return `${masked} of ${subject.imageCount} photos have a mask.`
  if (subject.status.masks === 'missing-input')
    return 'Proposals need cameras and an alignment; painting works right away.'
  return 'Ready: proposes a mask for every photo from the scan’s outline.'
}

const registerSentence = ({ subject, modelCount }: StepFacts): string => {
  const registration = currentRegistration(subject)
  if (registration && subject.status.register === 'ready') return staleSentence
  if (registration) {
    return `Scan to mesh: median ${registration.scanToMeshMm.median.toFixed(2)} mm, ${(registration.scanToMeshMm.within1mm * 100).toFixed(0)} % within 1 mm.`
  }
  const scan = registrationScan(subject)
  if (!scan) return 'This subject has no scan to register to.'
  if (modelCount === 0) return 'Needs a head model: add your FLAME file in the project settings.'
  if (scan.landmarksPlaced < minimumPairs)
    return `Needs at least ${minimumPairs} landmarks on the ${scan.role} scan first.`
  return `Ready: fits the head model to the ${scan.role} scan.`
}

const exportState = (subject: SubjectDetail): StepState =>
  currentAlignment(subject) || currentRegistration(subject) ? 'ready' : 'missing-input'

const exportSentence = ({ subject }: StepFacts): string =>
  exportState(subject) === 'ready'
    ? 'Ready: writes the dataset with a manifest of checksums.'
    : 'Needs an alignment or a registration first.'

export const subjectSteps = (facts: StepFacts): readonly SubjectStep[] => {
  const { status } = facts.subject
  return [
    { id: 'landmarks', title: 'Landmarks', state: status.landmarks, sentence: landmarksSentence(facts) },
    { id: 'align', title: 'Align', state: status.align, sentence: alignSentence(facts) },
    { id: 'masks', title: 'Masks', state: status.masks, sentence: masksSentence(facts) },
    { id: 'register', title: 'Register', state: status.register, sentence: registerSentence(facts) },
    { id: 'export', title: 'Export', state: exportState(facts.subject), sentence: exportSentence(facts) },
  ]
}

/** The first step with something left to do; export when all is done. */
export const nextStep = (steps: readonly SubjectStep[]): StepId =>
  steps.find(({ state }) => state === 'ready' || state === 'failed' || state === 'running')?.id ?? 'export'

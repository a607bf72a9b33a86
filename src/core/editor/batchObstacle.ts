import type { SubjectSummary } from '../contract/contract.ts'

type Step = 'align' | 'masks' | 'register' | 'texture'

/** Whether a step may have something to do; textures also of a registration whose inputs have changed since. */
const isReadyFor = ({ status }: Pick<SubjectSummary, 'status'>, step: Step): boolean =>
  step === 'texture' ? status.register !== 'missing-input' : status[step] === 'ready' || status[step] === 'failed'

/** Why a batch of these steps would do nothing; null where it has something to do. */
export const batchObstacle = (
  subjects: readonly Pick<SubjectSummary, 'status'>[],
  steps: readonly Step[],
  textureFrom: 'none' | 'scan' | 'photos',
): string | null => {
  if (steps.length === 0) return 'Choose a step.'
  if (steps.includes('texture') && textureFrom === 'none') return 'Choose what the textures are made from.'
  if (subjects.length === 0) return 'There are no subjects: import captures first.'
  if (subjects.some((subject) => steps.some((step) => isReadyFor(subject, step)))) return null
  return 'No subject is ready for these steps: what they need is missing, or they are done.'
}

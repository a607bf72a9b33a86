import { buffersOf } from './buffersOf.ts'
import { labelOpened, openRegistration, type RegisteredFiles } from './registeredFiles.ts'
import type { Job } from './types.ts'

export interface LabelScanPartsInput extends RegisteredFiles {
  /** Of one unit of the scan. */
  readonly metresPerUnit: number
}

/** `[n]` the part of the head that each vertex of a scan belongs to, by its registration: places in `scanLabels`. */
export const labelScanParts: Job<LabelScanPartsInput, Uint8Array> = {
  id: 'labelScanParts',
  run: async (input, context) => {
    const opened = await openRegistration(input, input.metresPerUnit, context)
    return (await labelOpened(opened, input.regions, context)).labels
  },
  transfers: (labels) => buffersOf(labels),
}

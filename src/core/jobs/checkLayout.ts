import { datasetLayouts, guessLayout } from '../datasets/index.ts'
import type { CheckFinding, DatasetLayoutName } from '../datasets/types.ts'
import { badInput } from '../model/errors.ts'
import { checkCancelled } from '../model/run.ts'
import type { FileReference, Job } from './types.ts'

export interface CheckLayoutInput {
  /** Null: to be told from the files. */
  readonly layout: DatasetLayoutName | null
  /** All files of the folder: path within it, with “/”. */
  readonly files: readonly { readonly path: string; readonly ref: FileReference }[]
}

export interface LayoutCheck {
  readonly layout: DatasetLayoutName | null
  readonly findings: readonly CheckFinding[]
}

/** Checks a folder against a dataset layout's own rules. */
export const checkLayout: Job<CheckLayoutInput, LayoutCheck> = {
  id: 'checkLayout',
  run: async ({ layout: stated, files }, context) => {
    const refs = new Map(files.map(({ path, ref }) => [path, ref]))
    const listing = {
      list: () => [...refs.keys()],
      read: (path: string): Uint8Array => {
        checkCancelled(context)
        const ref = refs.get(path)
        if (ref === undefined) throw badInput('not-found', `${path} is missing.`)
        return context.readFileNow(ref)
      },
    }
    const layout = stated ?? guessLayout(listing)
    if (!layout) {
      const message = 'This folder has no layout that Cameo knows.'
      return { layout, findings: [{ severity: 'error', message, path: null }] }
    }
    return { layout, findings: datasetLayouts[layout].check(listing) }
  },
  transfers: () => [],
}

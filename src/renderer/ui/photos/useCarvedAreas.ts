import { useMemo } from 'react'
import type { Image } from '#core/contract/contract.ts'
import { viewColor } from '#core/editor/viewColor.ts'
import { useMaskChecks } from '../../app/state/maskChecks.ts'
import type { ColoredArea } from '../../image/types.ts'

const none: readonly ColoredArea[] = []

/** While the strip is sorted by the check: what the masks of other photos carved away of this one, in their colours. */
export const useCarvedAreas = (image: Image | null): readonly ColoredArea[] => {
  const check = useMaskChecks(({ views, isSorted }) =>
    isSorted && image ? views[image.subjectId]?.get(image.id) : undefined,
  )
  // What was painted since then is not what was checked.
  const isOfThisMask = check?.of === 'proposal' || check?.maskRevision === image?.maskRevision
  return useMemo(
    () =>
      check && isOfThisMask ? check.carvedAreas.map(({ view, lines }) => ({ color: viewColor(view), lines })) : none,
    [check, isOfThisMask],
  )
}

import { useMemo } from 'react'
import type { Scan } from '#core/contract/contract.ts'
import { type CurveStretch, CurveStretches } from '#core/editor/curveStretches.ts'
import { type Landmark, placedPoints } from '#core/model/landmarks.ts'
import { usePreferences } from '../state/preferences.ts'
import { useScanSurfaces } from '../state/scanSurfaces.ts'
import { schemeNamed } from '../state/schemes.ts'
import { useSession } from '../state/session.ts'

const none: readonly CurveStretch[] = []

/** The curves of the chosen scheme on a scan, through its placed points and the one that is being dragged. */
export const useCurveStretches = (scan: Scan | null, landmarks: readonly Landmark[]): readonly CurveStretch[] => {
  const scanId = scan?.id ?? null
  const surface = useScanSurfaces(({ surfaces }) => surfaces.find(([id]) => id === scanId)?.[1] ?? null)
  const isShown = usePreferences(({ showCurves, step }) => showCurves && step === 'landmarks')
  const { curves } = schemeNamed(usePreferences(({ scheme }) => scheme))
  const dragged = useSession(({ draggedPoint }) => (draggedPoint?.scanId === scanId ? draggedPoint : null))
  const stretches = useMemo(() => surface && new CurveStretches(surface), [surface])
  return useMemo(() => {
    if (!stretches || !isShown || curves.length === 0) return none
    const points = new Map(placedPoints({ landmarks }))
    if (dragged && points.has(dragged.name)) points.set(dragged.name, dragged.position)
    return stretches.of(curves, points)
  }, [stretches, isShown, curves, landmarks, dragged])
}

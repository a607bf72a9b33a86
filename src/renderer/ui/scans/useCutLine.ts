import { useState } from 'react'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { withPoint, withPointMoved } from '#core/editor/cutLineEdits.ts'
import type { Vec3 } from '#core/model/transform.ts'
import { editMaskCut, useMaskCut } from '../../app/documents/maskCutDocuments.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useSession } from '../../app/state/session.ts'
import type { SurfaceHit, ViewMarker, Viewport3dProps } from '../../viewport/types.ts'
import { layerIdOf, type ViewPane } from './viewLayers.ts'

type CutView = Required<
  Pick<Viewport3dProps, 'mode' | 'markers' | 'links' | 'onPlace' | 'onMarkerSelect' | 'onMarkerMove' | 'snap'>
>

const nameOf = (index: number): string => `cut-${index}`

/** What a view does while the line is drawn at which masks end: a click adds a point, a drag moves the chosen one. */
export const useCutLine = (pane: ViewPane, subject: SubjectDetail, up: Vec3): CutView | null => {
  const isDrawing = useSession(({ cutLine }) => cutLine)
  const step = usePreferences(({ step: at }) => at)
  const cut = useMaskCut(subject.id)
  const [moved, setMoved] = useState<{ readonly index: number; readonly point: Vec3 } | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  if (!isDrawing || step !== 'masks') return null
  const layerId = layerIdOf(pane.scan)
  const shown = cut?.scanId === pane.scan.id ? cut : null
  const line = shown && moved ? withPointMoved(shown, moved.index, moved.point) : shown
  const points = line?.points ?? []
  const last = nameOf(points.length - 1)
  const markers = points.map(
    (positionInLayer, index): ViewMarker => ({
      name: nameOf(index),
      label: '',
      layerId,
      positionInLayer,
      state: 'placed',
      selected: nameOf(index) === (chosen ?? last),
    }),
  )
  const place = (hit: SurfaceHit): void => {
    if (hit.layerId !== layerId) return
    setChosen(null)
    const added = { scanId: pane.scan.id, point: hit.positionInLayer, up }
    void editMaskCut(subject.id, (before) => withPoint(before, added))
  }
  const move = (name: string, hit: SurfaceHit, done: boolean): void => {
    const index = points.findIndex((_, i) => nameOf(i) === name)
    if (index < 0 || hit.layerId !== layerId) return
    const point = hit.positionInLayer
    setMoved(done ? null : { index, point })
    if (done) void editMaskCut(subject.id, (before) => before && withPointMoved(before, index, point))
  }
  return {
    mode: 'place',
    snap: null,
    markers,
    // Closed from three points on.
    links: points
      .map((_, i) => ({ from: nameOf(i), to: nameOf((i + 1) % points.length) }))
      .filter((_, i) => points.length > 2 || i + 1 < points.length),
    onPlace: place,
    onMarkerSelect: setChosen,
    onMarkerMove: move,
  }
}

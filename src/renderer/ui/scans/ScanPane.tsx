import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import { guideRows } from '#core/editor/landmarkGuide.ts'
import { editLandmarks, type ShownLandmarks, useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { placeCurrentPoint, pointToPlace, schemeNamed } from '../../app/documents/landmarkWork.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { activeScanOf } from '../../app/state/selection.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { viewportRef } from '../../app/state/viewHandles.ts'
import type { SurfaceHit, ViewMarker } from '../../viewport/types.ts'
import { Viewport3d } from '../../viewport/Viewport3d.tsx'
import { UprightHint } from './UprightHint.tsx'
import { useHeadFrame } from './useHeadFrame.ts'
import { layerIdOf, type ViewPane } from './viewLayers.ts'

/** A marker's name says which scan's point it is: in the overlay both scans have points of one name. */
const markerName = (scan: Scan, pointName: string): string => `${scan.id}:${pointName}`

const markersOf = (scan: Scan, shown: ShownLandmarks | null, scheme: string, current: string | null): ViewMarker[] => {
  if (!shown) return []
  return guideRows(schemeNamed(scheme), shown.set.landmarks).flatMap(({ name, title, status, position }) =>
    position
      ? [
          {
            name: markerName(scan, name),
            label: title,
            layerId: layerIdOf(scan),
            positionInLayer: position,
            state: status === 'occluded' ? ('occluded' as const) : ('placed' as const),
            selected: name === current,
          },
        ]
      : [],
  )
}

/** The scans whose layers are in the pane, with their landmarks. */
const usePaneScans = (pane: ViewPane, subject: SubjectDetail) => {
  const scans = subject.scans.filter((scan) => pane.layers.some(({ id }) => id === layerIdOf(scan)))
  // A pane holds at most two scans; hooks must be called the same number of times.
  const first = useLandmarks(scans[0]?.id ?? null)
  const second = useLandmarks(scans[1]?.id ?? null)
  return scans.map((scan, index) => ({ scan, landmarks: index === 0 ? first : second }))
}

const usePlacing = (pane: ViewPane, subject: SubjectDetail) => {
  const { scheme, step, showScanPoints } = usePreferences()
  const chosen = useSession(({ currentPoint }) => currentPoint)
  const scans = usePaneScans(pane, subject)
  const currentOf = ({ scan, landmarks }: (typeof scans)[number]): string | null =>
    landmarks && scan.role !== 'registration'
      ? pointToPlace(guideRows(schemeNamed(scheme), landmarks.set.landmarks), chosen)
      : null
  const isPlacing = step === 'landmarks' && scans.some((each) => currentOf(each) !== null)
  const shownScans = step === 'landmarks' || showScanPoints ? scans : []
  const markers = shownScans.flatMap((each) =>
    markersOf(each.scan, each.landmarks, scheme, step === 'landmarks' ? currentOf(each) : null),
  )
  const scanOfHit = (hit: SurfaceHit): Scan | undefined =>
    scans.find(({ scan }) => layerIdOf(scan) === hit.layerId)?.scan
  const scanOfMarker = (name: string): { scan: Scan; pointName: string } | null => {
    const scan = scans.find((each) => name.startsWith(`${each.scan.id}:`))?.scan
    return scan ? { scan, pointName: name.slice(scan.id.length + 1) } : null
  }
  return { isPlacing, markers, scanOfHit, scanOfMarker }
}

const makeActive = (scan: Scan): void => {
  if (scan.role !== 'registration') setPreferences({ activeRole: scan.role })
}

/** One 3D view with the points of its scans. */
export const ScanPane = (props: {
  readonly pane: ViewPane
  readonly subject: SubjectDetail
  readonly isSide: boolean
}) => {
  const { pane, subject, isSide } = props
  const preferences = usePreferences()
  const { isPlacing, markers, scanOfHit, scanOfMarker } = usePlacing(pane, subject)
  const { frame, upright } = useHeadFrame(pane)
  const isActive = activeScanOf(subject, preferences)?.id === pane.scan.id

  const onPlace = (hit: SurfaceHit): void => {
    const scan = scanOfHit(hit)
    if (!scan) return
    makeActive(scan)
    placeCurrentPoint(scan, hit)
  }
  const onMarkerSelect = (name: string): void => {
    const marker = scanOfMarker(name)
    if (!marker) return
    makeActive(marker.scan)
    setSession({ currentPoint: marker.pointName })
  }
  const onMarkerMove = (name: string, hit: SurfaceHit, done: boolean): void => {
    const marker = scanOfMarker(name)
    if (!marker || !done || hit.layerId !== layerIdOf(marker.scan)) return
    editLandmarks(marker.scan.id, {
      kind: 'place',
      name: marker.pointName,
      position: hit.positionInLayer,
      surface: hit.surface,
    })
  }
  return (
    <div className={`scan-pane${isSide && isActive ? ' scan-pane-active' : ''}`}>
      <Viewport3d
        ref={viewportRef}
        layers={pane.layers}
        markers={markers}
        mode={isPlacing ? 'place' : 'navigate'}
        loupe={preferences.loupe}
        {...frame}
        onPlace={onPlace}
        onMarkerSelect={onMarkerSelect}
        onMarkerMove={onMarkerMove}
        theme={preferences.theme}
        label={pane.label}
        legend={pane.legend}
      />
      <UprightHint scan={pane.scan} upright={upright} />
      {isSide && <span className="scan-pane-name">{pane.layers[0].label}</span>}
    </div>
  )
}

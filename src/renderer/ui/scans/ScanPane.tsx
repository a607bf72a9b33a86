import { useMemo } from 'react'
import type { Scan, SubjectDetail } from '#core/contract/contract.ts'
import type { AnnotatorSet } from '#core/editor/annotatorPoints.ts'
import type { Ghosts } from '#core/editor/landmarkGhosts.ts'
import { guideRows } from '#core/editor/landmarkGuide.ts'
import { landmarkTitle } from '#core/editor/landmarkTitle.ts'
import type { SurfaceStroke } from '#core/geometry/surfaceBrush.ts'
import type { LandmarkStatus } from '#core/model/landmarks.ts'
import { mmPer } from '#core/model/units.ts'
import { setsToCompare } from '../../app/documents/annotatorSets.ts'
import { useCurveStretches } from '../../app/documents/curveStretches.ts'
import { editLandmarks, type ShownLandmarks, useLandmarks } from '../../app/documents/landmarkDocuments.ts'
import { useGhosts } from '../../app/documents/landmarkGhosts.ts'
import { placeCurrentPoint, pointToPlace } from '../../app/documents/landmarkWork.ts'
import { editTrust } from '../../app/documents/trustDocuments.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { setScanSurface } from '../../app/state/scanSurfaces.ts'
import { schemeNamed } from '../../app/state/schemes.ts'
import { activeScanOf, standingIn } from '../../app/state/selection.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { setSession, useSession } from '../../app/state/session.ts'
import { viewportRef } from '../../app/state/viewHandles.ts'
import type { SurfaceHit, ViewLine, ViewLink, ViewMarker } from '../../viewport/types.ts'
import { Viewport3d } from '../../viewport/Viewport3d.tsx'
import { OverlayTools } from '../align/OverlayTools.tsx'
import { useTrustBrush } from '../align/useTrustBrush.ts'
import { useUnchanged } from '../controls/useUnchanged.ts'
import { UprightHint } from './UprightHint.tsx'
import { useCutLine } from './useCutLine.ts'
import { useHeadFrame } from './useHeadFrame.ts'
import { useLinkage } from './useLinkage.ts'
import { layerIdOf, type ViewPane } from './viewLayers.ts'

/** A marker's name says which scan's point it is: in the overlay both scans have points of one name. */
const markerName = (scan: Scan, pointName: string): string => `${scan.id}:${pointName}`

const markerStates: Readonly<Record<LandmarkStatus, ViewMarker['state']>> = {
  placed: 'placed',
  occluded: 'occluded',
  uncertain: 'uncertain',
  hidden: 'hidden',
  unplaced: 'placed',
  missing: 'placed',
}

interface MarkerLook {
  readonly scheme: string
  readonly current: string | null
  readonly labelOf: (name: string, title: string) => string
}

const markersOf = (scan: Scan, shown: ShownLandmarks | null, look: MarkerLook): ViewMarker[] => {
  if (!shown) return []
  const { scheme, current, labelOf } = look
  return guideRows(schemeNamed(scheme), shown.set.landmarks).flatMap(({ name, title, status, position }) =>
    position
      ? [
          {
            name: markerName(scan, name),
            label: status === 'placed' ? labelOf(name, title) : `${labelOf(name, title)} (${status})`,
            layerId: layerIdOf(scan),
            positionInLayer: position,
            state: markerStates[status],
            selected: name === current,
          },
        ]
      : [],
  )
}

const ghostMarkersOf = (scan: Scan, { ghosts }: Ghosts, look: MarkerLook): ViewMarker[] => {
  const titles = new Map(schemeNamed(look.scheme).points.map(({ name, title }) => [name, title]))
  return ghosts.map(({ name, position, sigmaMm }) => ({
    name: markerName(scan, name),
    label: `${titles.get(name) ?? name} (proposed)`,
    layerId: layerIdOf(scan),
    positionInLayer: position,
    state: 'proposed',
    radiusInLayer: scan.unit ? sigmaMm / mmPer(scan.unit) : sigmaMm,
    selected: name === look.current,
  }))
}

/** Points of the other annotators; beside the chosen one stands whose it is. */
const otherMarkersOf = (scan: Scan, sets: readonly AnnotatorSet[], look: MarkerLook): ViewMarker[] => {
  const titles = new Map(schemeNamed(look.scheme).points.map(({ name, title }) => [name, title]))
  return sets.flatMap(({ annotator, landmarks }) =>
    landmarks.flatMap(({ name, position }) =>
      position
        ? [
            {
              name: `${markerName(scan, name)}@${annotator}`,
              label: name === look.current ? annotator : '',
              title: `${titles.get(name) ?? landmarkTitle(name)} of ${annotator}`,
              layerId: layerIdOf(scan),
              positionInLayer: position,
              state: 'other' as const,
              selected: false,
            },
          ]
        : [],
    ),
  )
}

const noSets: readonly AnnotatorSet[] = []

/** Of the scan that clicks go to; none where they are not compared. */
const useOtherAnnotators = (scanId: string | null): readonly AnnotatorSet[] => {
  const asks = useSession(({ comparesAnnotators, blind }) => comparesAnnotators && blind === null) && scanId !== null
  const observer = useSession((session) => session.observer)
  const sets = useServerData('landmarks.observers', asks ? { scanId } : null).data?.sets
  return useMemo(
    () => (sets ? setsToCompare(sets).filter(({ annotator }) => annotator !== (observer || 'in use')) : noSets),
    [sets, observer],
  )
}

/** In the overlay a point is there twice: the target's names it, with how far apart the two lie. */
const labelling = ({ overlay }: ViewPane, scan: Scan): MarkerLook['labelOf'] => {
  if (!overlay) return (_, title) => title
  const distances = new Map(overlay.pairs.map(({ name, distance }) => [name, distance * overlay.mmPerTargetUnit]))
  return (name, title) => {
    const distanceMm = distances.get(name)
    if (distanceMm === undefined) return title
    const leftOut = overlay.weights[name] === 0 ? ', left out' : ''
    return scan.id === overlay.target.id ? `${landmarkTitle(name)} ${distanceMm.toFixed(1)} mm${leftOut}` : ''
  }
}

const linksOf = ({ overlay }: ViewPane): ViewLink[] =>
  (overlay?.pairs ?? []).map(({ name }) => ({
    from: markerName(overlay!.source, name),
    to: markerName(overlay!.target, name),
  }))

const noLandmarks: ShownLandmarks['set']['landmarks'] = []

/** The curves of a scan as the view draws them; in an overlay there are none. */
const useScanLines = (pane: ViewPane, scan: Scan | null, shown: ShownLandmarks | null): readonly ViewLine[] => {
  const stretches = useCurveStretches(pane.overlay ? null : scan, shown?.set.landmarks ?? noLandmarks)
  const layerId = scan && layerIdOf(scan)
  return useMemo(
    () =>
      layerId === null
        ? []
        : stretches.map(({ line, semiLandmarks }) => ({ layerId, points: line, dots: semiLandmarks })),
    [layerId, stretches],
  )
}

/** The scans whose layers are in the pane, with their landmarks. */
const usePaneScans = (pane: ViewPane, subject: SubjectDetail) => {
  const scans = subject.scans.filter((scan) => pane.layers.some(({ id }) => id === layerIdOf(scan)))
  // A pane holds at most two scans; hooks must be called the same number of times.
  const first = useLandmarks(scans[0]?.id ?? null)
  const second = useLandmarks(scans[1]?.id ?? null)
  const ghosts = [useGhosts(scans[0] ?? null), useGhosts(scans[1] ?? null)]
  const onFirst = useScanLines(pane, scans[0] ?? null, first)
  const onSecond = useScanLines(pane, scans[1] ?? null, second)
  const lines = useMemo(() => [...onFirst, ...onSecond], [onFirst, onSecond])
  const shown = scans.map((scan, index) => ({
    ...{ scan, landmarks: index === 0 ? first : second, ghosts: ghosts[index] },
  }))
  return { scans: shown, lines }
}

const usePlacing = (pane: ViewPane, subject: SubjectDetail) => {
  const preferences = usePreferences()
  const { scheme, step, showScanPoints, showPairs } = preferences
  const activeId = activeScanOf(subject, preferences)?.id
  const chosen = useSession(({ currentPoint }) => currentPoint)
  const { scans, lines } = usePaneScans(pane, subject)
  const others = useOtherAnnotators(step === 'landmarks' ? (activeId ?? null) : null)
  const currentOf = ({ scan, landmarks }: (typeof scans)[number]): string | null =>
    landmarks && scan.role !== 'registration'
      ? pointToPlace(guideRows(schemeNamed(scheme), landmarks.set.landmarks), chosen)
      : null
  const isPlacing = step === 'landmarks' && scans.some((each) => currentOf(each) !== null)
  const showsPairs = pane.overlay !== null && showPairs
  const shownScans = step === 'landmarks' || showScanPoints || showsPairs ? scans : []
  const markers = shownScans.flatMap((each) => {
    const look: MarkerLook = {
      scheme,
      // In the overlay a point is there twice: only that of the scan that clicks go to is chosen.
      current: step === 'landmarks' && (!pane.overlay || each.scan.id === activeId) ? currentOf(each) : null,
      labelOf: labelling(pane, each.scan),
    }
    const ghosts = step === 'landmarks' && !pane.overlay ? ghostMarkersOf(each.scan, each.ghosts, look) : []
    const isCompared = each.scan.id === activeId && !pane.overlay
    return [
      ...(isCompared ? otherMarkersOf(each.scan, others, look) : []),
      ...markersOf(each.scan, each.landmarks, look),
      ...ghosts,
    ]
  })
  const links = shownScans.length > 0 ? linksOf(pane) : []
  const scanOfHit = (hit: SurfaceHit): Scan | undefined =>
    scans.find(({ scan }) => layerIdOf(scan) === hit.layerId)?.scan
  const scanOfMarker = (name: string): { scan: Scan; pointName: string } | null => {
    const scan = scans.find((each) => name.startsWith(`${each.scan.id}:`))?.scan
    return scan ? { scan, pointName: name.slice(scan.id.length + 1) } : null
  }
  return { isPlacing, markers, links, lines, scanOfHit, scanOfMarker }
}

/** Clicks and keys go to that scan from now on. */
const makeActive = (subject: SubjectDetail, scan: Scan): void => {
  const standing = standingIn(subject, usePreferences.getState().step, useSession.getState().scanPair)
  const activeRole = (['coarse', 'fine'] as const).find((role) => standing[role]?.id === scan.id)
  if (activeRole && activeRole !== usePreferences.getState().activeRole) setPreferences({ activeRole })
}

/** One 3D view with the points of its scans. */
export const ScanPane = (props: {
  readonly pane: ViewPane
  readonly subject: SubjectDetail
  readonly isSide: boolean
}) => {
  const { pane, subject, isSide } = props
  const preferences = usePreferences()
  const { isPlacing, markers, links, lines, scanOfHit, scanOfMarker } = usePlacing(pane, subject)
  const { frame, upright } = useHeadFrame(pane)
  const cutLine = useCutLine(pane, subject, frame.upInView)
  const linkage = useLinkage(pane, subject, isSide)
  const isActive = activeScanOf(subject, preferences)?.id === pane.scan.id

  const onPlace = (hit: SurfaceHit): void => {
    const scan = scanOfHit(hit)
    if (!scan) return
    makeActive(subject, scan)
    placeCurrentPoint(scan, hit)
  }
  const onMarkerSelect = (name: string): void => {
    const marker = scanOfMarker(name)
    if (!marker) return
    makeActive(subject, marker.scan)
    setSession({ currentPoint: marker.pointName })
  }
  const onMarkerMove = (movedName: string, hit: SurfaceHit, done: boolean): void => {
    const marker = scanOfMarker(movedName)
    if (!marker || hit.layerId !== layerIdOf(marker.scan)) return
    const { scan, pointName: name } = marker
    setSession({ draggedPoint: done ? null : { scanId: scan.id, name, position: hit.positionInLayer } })
    if (!done) return
    editLandmarks(scan.id, {
      kind: 'move',
      name,
      position: hit.positionInLayer,
      surface: hit.surface,
    })
  }
  const { snapTo, snapRadiusMm } = preferences
  const snap = useMemo(
    () => (snapTo === 'off' ? null : { kind: snapTo, radiusMm: snapRadiusMm }),
    [snapTo, snapRadiusMm],
  )
  const brush = useTrustBrush(pane)
  const onStroke = (layerId: string, stroke: SurfaceStroke): void => {
    const scan = subject.scans.find((each) => layerIdOf(each) === layerId)
    if (!scan) return
    makeActive(subject, scan)
    void editTrust(scan.id, { kind: 'stroke', stroke })
  }
  return (
    <div
      className={`scan-pane${isSide && isActive ? ' scan-pane-active' : ''}`}
      onPointerUp={() => useSession.getState().draggedPoint && setSession({ draggedPoint: null })}
    >
      <Viewport3d
        ref={viewportRef}
        layers={pane.layers}
        markers={useUnchanged(markers)}
        links={useUnchanged(links)}
        lines={lines}
        linkage={linkage}
        mode={isPlacing ? 'place' : 'navigate'}
        loupe={preferences.loupe}
        snap={snap}
        {...frame}
        onSurface={(layerId, surface) => {
          const scan = subject.scans.find((each) => layerIdOf(each) === layerId)
          if (scan) setScanSurface(scan.id, surface)
        }}
        brush={brush}
        onStroke={onStroke}
        onPlace={onPlace}
        onMarkerSelect={onMarkerSelect}
        onMarkerMove={onMarkerMove}
        {...cutLine}
        theme={preferences.theme}
        label={pane.label}
        legend={pane.legend}
      />
      {pane.overlay && <OverlayTools overlay={pane.overlay} subject={subject} />}
      <UprightHint scan={pane.scan} upright={upright} />
      {isSide && <span className="scan-pane-name">{pane.layers[0].label}</span>}
    </div>
  )
}

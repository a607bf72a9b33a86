import type { Registration, Scan, SubjectDetail } from '#core/contract/contract.ts'
import { heatRangeMm } from '#core/editor/heatRange.ts'
import { type ScanPair, scanInWords, scanTitle } from '#core/editor/scanPairs.ts'
import type { ScanShow } from '#core/editor/scanViews.ts'
import { currentRegistration } from '#core/editor/subjectSteps.ts'
import { scanLabels } from '#core/model/scanLabels.ts'
import { identity4, invertAffine4, type Mat4, toMat4, type Vec3 } from '#core/model/transform.ts'
import type { UpAxis } from '#core/model/units.ts'
import type { Preferences } from '../../app/state/preferences.ts'
import type { Session } from '../../app/state/session.ts'
import { bytesAddress, optionalBytesAddress } from '../../app/transport/addresses.ts'
import type { ViewLayer, Viewport3dProps } from '../../viewport/types.ts'
import type { Overlay } from '../align/useOverlay.ts'

export type ViewSettings = Pick<
  Preferences,
  'style' | 'markFilled' | 'wireframe' | 'opacity' | 'hidden' | 'heatMaxMm' | 'heatSigned'
> & {
  /** Where the trust painted on each scan is read, while it is painted; null where it is not. */
  readonly trustUrls: ReadonlyMap<string, string> | null
  /** The two scans that are being worked on; null in other steps. */
  readonly pair: ScanPair | null
}
export type OverlaySettings = Pick<Preferences, 'blade' | 'bladeAt'> & Pick<Session, 'blink'>

/** One 3D view: its layers in one frame. */
export interface ViewPane {
  readonly key: string
  /** What can be faded and hidden: empty where one scan is shown alone. */
  readonly roles: readonly Scan['role'][]
  readonly label: string
  /** The scan whose frame the view is in. */
  readonly scan: Scan
  readonly layers: readonly ViewLayer[]
  readonly upInView: Vec3
  readonly legend: NonNullable<Viewport3dProps['legend']> | null
  /** Of two scans in one frame; null where the view shows something else. */
  readonly overlay: Overlay | null
}

const upVectors: Readonly<Record<UpAxis, Vec3>> = {
  '+x': [1, 0, 0],
  '-x': [-1, 0, 0],
  '+y': [0, 1, 0],
  '-y': [0, -1, 0],
  '+z': [0, 0, 1],
  '-z': [0, 0, -1],
}

const layerColors: Readonly<Record<Scan['role'], string>> = {
  coarse: '#d9913a',
  fine: '#9fb2c6',
  registration: '#4fb3a1',
}

/** While its texture is read. */
const untexturedColor = '#a3a6ab'

/** The id of a scan's layer; a hit on it belongs to that scan. */
export const layerIdOf = (scan: Scan): string => `scan-${scan.id}`

const fileNameOf = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

type Heat = NonNullable<ViewLayer['heat']>

/** Distances of a scan to the one it was laid on, where the alignment measured them. */
const alignmentHeat = (subject: SubjectDetail, scan: Scan, settings: ViewSettings): Heat | null => {
  const alignment = subject.alignments.find(
    ({ current, sourceScanId, targetScanId }) =>
      current && sourceScanId === scan.id && (!settings.pair || targetScanId === settings.pair.target.id),
  )
  if (!alignment) return null
  const maxMm = settings.heatMaxMm ?? heatRangeMm(alignment.residualMm.p90)
  const { signedResidualUrl } = alignment
  return settings.heatSigned && signedResidualUrl
    ? { kind: 'signed', valuesUrl: bytesAddress(signedResidualUrl), maxMm }
    : { kind: 'distance', valuesUrl: bytesAddress(alignment.residualUrl), maxMm }
}

/** The parts of the head on a scan, where it has been registered. */
const partsHeat = (subject: SubjectDetail, scan: Scan): Heat | null => {
  const registration = currentRegistration(subject)
  if (registration?.scanId !== scan.id) return null
  return { kind: 'parts', valuesUrl: bytesAddress(registration.partsUrl), maxMm: scanLabels.length - 1 }
}

/** What a scan is coloured by in a style that is neither its own colours nor plain. */
const styledHeat = (subject: SubjectDetail, scan: Scan, settings: ViewSettings): Heat | null => {
  if (settings.style === 'parts') return partsHeat(subject, scan)
  return settings.style === 'heat' ? alignmentHeat(subject, scan, settings) : null
}

const scanLayer = (options: {
  subject: SubjectDetail
  scan: Scan
  settings: ViewSettings
  viewFromLayer: Mat4
  isAlone: boolean
}): ViewLayer => {
  const { subject, scan, settings, isAlone } = options
  const painted = settings.trustUrls?.get(scan.id)
  const trust: Heat | null = painted === undefined ? null : { kind: 'trust', valuesUrl: painted, maxMm: 1 }
  const heat = trust ?? styledHeat(subject, scan, settings)
  const hasColors = scan.hasColors || scan.textureUrl !== null
  const inColors = settings.style === 'colors' || settings.style === 'textured'
  const plain = inColors && hasColors ? 'colors' : 'shaded'
  return {
    id: layerIdOf(scan),
    label: scanTitle(subject, scan),
    meshUrl: bytesAddress(scan.meshUrl),
    fileName: fileNameOf(scan.file.path),
    textureUrl: optionalBytesAddress(scan.textureUrl),
    viewFromLayer: options.viewFromLayer,
    visible: isAlone || !settings.hidden[scan.role],
    style: heat ? 'heat' : plain,
    wireframe: settings.wireframe,
    color: layerColors[scan.role],
    opacity: isAlone ? 1 : settings.opacity[scan.role],
    heat,
  }
}

const legendOf = (layers: readonly ViewLayer[], title: string): ViewPane['legend'] => {
  const heat = layers.find(({ style, visible }) => style === 'heat' && visible)?.heat
  if (heat?.kind === 'trust') return { title: 'Listened to', maxMm: 1, kind: 'trust' }
  if (heat?.kind === 'parts') return { title: 'Parts', maxMm: heat.maxMm, kind: 'parts' }
  return heat ? { title, maxMm: heat.maxMm, kind: heat.kind } : null
}

const upOf = (scan: Scan): Vec3 => upVectors[scan.up ?? '+y']

/** What the distances of a heat map are to. */
const distanceTitle = (subject: SubjectDetail, pair: ScanPair | null): string =>
  `Distance to ${pair ? scanInWords(subject, pair.target) : 'the fine scan'}`

const singlePane = (subject: SubjectDetail, scan: Scan, settings: ViewSettings): ViewPane => {
  const layers = [scanLayer({ subject, scan, settings, viewFromLayer: identity4, isAlone: true })]
  return {
    key: scan.id,
    roles: [],
    label: `3D view of ${scanInWords(subject, scan)}`,
    scan,
    layers,
    upInView: upOf(scan),
    legend: legendOf(layers, distanceTitle(subject, settings.pair)),
    overlay: null,
  }
}

/** In the blade and while blinking both scans are solid: a faded one could not be compared. */
const overlayLook = (side: 'source' | 'target', settings: OverlaySettings): Partial<ViewLayer> => {
  const { blink, blade, bladeAt } = settings
  if (blink) return { visible: blink === side, opacity: 1 }
  if (!blade) return {}
  return { visible: true, opacity: 1, cut: { keep: side === 'source' ? 'left' : 'right', atFraction: bladeAt } }
}

const overlayPane = (
  subject: SubjectDetail,
  settings: ViewSettings & OverlaySettings,
  overlay: Overlay | null,
): ViewPane | null => {
  if (!overlay) return null
  const { source, target, targetFromSource, alignment } = overlay
  const shown = alignment || settings.style !== 'heat' ? settings : { ...settings, style: 'shaded' as const }
  const layer = (side: 'source' | 'target', viewFromLayer: Mat4): ViewLayer => ({
    ...scanLayer({ subject, scan: overlay[side], settings: shown, viewFromLayer, isAlone: false }),
    ...overlayLook(side, settings),
  })
  const layers = [layer('source', targetFromSource), layer('target', identity4)]
  return {
    key: `${source.id}-${target.id}-overlay`,
    roles: [source.role, target.role],
    label:
      overlay.kind === 'landmarks'
        ? '3D view of the scans laid over each other by landmarks'
        : '3D view of the aligned scans',
    scan: target,
    layers,
    upInView: upOf(target),
    legend: legendOf(layers, distanceTitle(subject, settings.pair)),
    overlay,
  }
}

/** A registration in its texture, as it is: without light, and with nothing over it. */
const texturedPane = (
  {
    subject,
    scan,
    settings,
  }: { readonly subject: SubjectDetail; readonly scan: Scan; readonly settings: ViewSettings },
  { id, metresFromScan }: Registration,
  texture: NonNullable<Registration['texture']>,
): ViewPane => {
  const layerOf = (isMarked: boolean): ViewLayer => ({
    id: `textured-${texture.id}${isMarked ? '-marked' : ''}`,
    label: 'Textured registration',
    meshUrl: bytesAddress(texture.meshUrl),
    fileName: 'registration.obj',
    textureUrl: bytesAddress(texture.pictureUrl),
    filledMaskUrl: isMarked ? bytesAddress(texture.maskUrl) : null,
    viewFromLayer: invertAffine4(toMat4(metresFromScan)),
    visible: isMarked === settings.markFilled,
    style: 'albedo',
    wireframe: settings.wireframe,
    color: untexturedColor,
    opacity: 1,
  })
  return {
    key: `${id}-registration`,
    roles: [],
    label: `3D view of ${subject.name} in the registration’s texture`,
    scan,
    layers: [layerOf(false), layerOf(true)],
    upInView: upOf(scan),
    legend: null,
    overlay: null,
  }
}

const registrationPane = (subject: SubjectDetail, settings: ViewSettings): ViewPane | null => {
  const registration = currentRegistration(subject)
  const scan = subject.scans.find(({ id }) => id === registration?.scanId)
  if (!registration || !scan) return null
  if (settings.style === 'textured' && registration.texture) {
    return texturedPane({ subject, scan, settings }, registration, registration.texture)
  }
  const heat: Heat = {
    kind: 'distance',
    valuesUrl: bytesAddress(registration.residualUrl),
    maxMm: settings.heatMaxMm ?? heatRangeMm(registration.scanToMeshMm.p90),
  }
  // The scan is then what is looked at: whole, with nothing over it.
  const isOfParts = settings.style === 'parts'
  const model: ViewLayer = {
    id: `registration-${registration.id}`,
    label: 'Registration',
    meshUrl: bytesAddress(registration.meshUrl),
    fileName: 'registration.ply',
    viewFromLayer: invertAffine4(toMat4(registration.metresFromScan)),
    visible: !isOfParts && !settings.hidden.registration,
    style: settings.style === 'heat' ? 'heat' : 'shaded',
    wireframe: settings.wireframe,
    color: layerColors.registration,
    opacity: settings.opacity.registration,
    heat: settings.style === 'heat' ? heat : null,
  }
  const layers = [
    model,
    scanLayer({
      ...{ subject, scan, viewFromLayer: identity4, isAlone: isOfParts },
      settings: { ...settings, wireframe: false },
    }),
  ]
  return {
    key: `${registration.id}-registration`,
    roles: ['registration', scan.role],
    label: '3D view of the registration over the scan',
    scan,
    layers,
    upInView: upOf(scan),
    legend: legendOf(layers, 'Distance to the scan'),
    overlay: null,
  }
}

/** The views of the middle for what is to be shown. */
export const viewPanes = (
  o: {
    readonly subject: SubjectDetail
    readonly standing: Readonly<Record<'coarse' | 'fine', Scan | null>>
    readonly pair: ScanPair | null
    readonly overlay: Overlay | null
  },
  show: ScanShow,
  given: Omit<ViewSettings, 'pair'> & OverlaySettings,
): readonly ViewPane[] => {
  const { subject, standing, pair, overlay } = o
  const settings = { ...given, pair }
  const single = (role: 'coarse' | 'fine'): readonly ViewPane[] => {
    const scan = standing[role]
    return scan ? [singlePane(subject, scan, settings)] : []
  }
  const panes: Readonly<Record<ScanShow, () => readonly (ViewPane | null)[]>> = {
    coarse: () => single('coarse'),
    fine: () => single('fine'),
    side: () => [...single('coarse'), ...single('fine')],
    both: () => [overlayPane(subject, settings, overlay)],
    registration: () => [registrationPane(subject, settings)],
  }
  return panes[show]().filter((pane) => pane !== null)
}

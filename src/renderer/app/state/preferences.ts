import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Scan } from '#core/contract/contract.ts'
import type { ScanShow } from '#core/editor/scanViews.ts'
import type { StepId } from '#core/editor/subjectSteps.ts'
import type { SnapKind } from '#core/geometry/snapPlace.ts'
import type { BrightnessRange } from '#core/masks/tools/brightness.ts'
import { foreground } from '#core/model/maskClasses.ts'
import type { TextureOrigin } from '#core/model/texture.ts'
import type { PhotoShow } from '../../image/photoLook.ts'
import type { BrushSettings, PhotoToolName } from '../../image/types.ts'
import type { SurfaceStyle } from '../../viewport/types.ts'

/** How surfaces are coloured; `parts`: a registered scan by the parts of the head; `textured`: the registration in its texture. */
export type ShownStyle = Exclude<SurfaceStyle, 'albedo'> | 'parts' | 'textured'

export type MiddleTab = 'scan' | 'photos'

/** How this person likes the window, kept by the browser. Data is never here: it belongs to the project. */
export interface Preferences {
  readonly theme: 'dark' | 'light'
  /** The folder of the project this window works on, opened again after a restart of the host. */
  readonly projectPath: string | null
  /** By project folder. */
  readonly selectedSubjects: Readonly<Record<string, string>>
  /** By subject. */
  readonly selectedImages: Readonly<Record<string, string>>
  readonly tab: MiddleTab
  readonly step: StepId
  readonly show: ScanShow
  /** The scan that keys and clicks go to. */
  readonly activeRole: 'coarse' | 'fine'
  readonly style: ShownStyle
  readonly wireframe: boolean
  /** 0..1 */
  readonly opacity: Readonly<Record<Scan['role'], number>>
  readonly hidden: Readonly<Record<Scan['role'], boolean>>
  /** Upper end of the heat map's scale in millimetres; null chooses by the data. */
  readonly heatMaxMm: number | null
  /** Whether the heat map of an alignment tells on which side of the target the source lies. */
  readonly heatSigned: boolean
  /** Landmarks are always shown while they are placed; with this in the other steps too. */
  readonly showScanPoints: boolean
  /** What places are proposed for points that wait: 'off', 'best', 'scheme', 'mirror', 'scan', 'frame', 'registration', or `observer:` and a name. */
  readonly ghostSource: string
  /** The curves of the scheme, with their semi-landmarks, while points are placed. */
  readonly showCurves: boolean
  /** The magnifier while points are placed. */
  readonly loupe: boolean
  /** What places are drawn to while points are placed, and from how far. */
  readonly snapTo: SnapKind | 'off'
  readonly snapRadiusMm: number
  /** In the overlay: one scan left of an upright line, the other right of it. */
  readonly blade: boolean
  /** Where the line stands, 0..1 of the view's width. */
  readonly bladeAt: number
  /** In the overlay: the landmarks of both scans, and lines between them. */
  readonly showPairs: boolean
  /** The brush of trust: radius in millimetres, and what it sets, 0..1. */
  readonly trustRadiusMm: number
  readonly trustValue: number
  /** Side by side: both views move as one where the scans' frames are known to each other. */
  readonly linkedViews: boolean
  /** While points are placed: a photo beside the scan, and whether the one that sees the point best comes by itself. */
  readonly photoBeside: boolean
  readonly followBestPhoto: boolean
  readonly photoTool: PhotoToolName
  readonly photoShow: PhotoShow
  readonly brushRadiusPx: number
  readonly eraserRadiusPx: number
  readonly brushUnit: BrushSettings['unit']
  readonly brushHardness: number
  readonly penPressure: boolean
  /** Painting is limited to a range of brightness. */
  readonly isPaintLimited: boolean
  /** The range, 0..255, for painting and for the threshold. */
  readonly brightness: BrightnessRange
  /** Area tools take away. */
  readonly isSubtracting: boolean
  readonly wandTolerance: number
  readonly wandContiguous: boolean
  /** Radius of grow, shrink, open and close. */
  readonly maskStepPx: number
  /** Largest hole to fill and largest island to remove, in pixels. */
  readonly speckPx: number
  /** The class that is shown and painted. */
  readonly maskClass: string
  readonly maskOpacity: number
  /** How the photo takes part in proposals from the scan. */
  readonly maskRefine: 'none' | 'grabcut'
  readonly showPhotoPoints: boolean
  /** In a photo: outline and landmarks of the scan that the alignment has carried there. */
  readonly showAlignedOutline: boolean
  readonly alignOptions: {
    readonly scale: 'free' | 'fixed'
    readonly metric: 'point-to-plane' | 'point-to-point'
    /** Fraction of the coarse scan that has a counterpart. */
    readonly overlap: 'auto' | number
  }
  /** The head model chosen last. */
  readonly modelId: string | null
  /** What a registration's texture is made from, and how large. */
  readonly textureFrom: TextureOrigin | 'none'
  readonly textureSizePx: number
  /** In the textured view: stripes over what was filled. */
  readonly markFilled: boolean
  readonly scheme: string
  /** null: the user name the host knows. */
  readonly annotator: string | null
  /** Folders chosen last, by purpose. */
  readonly lastFolders: Readonly<Record<string, string>>
}

const initial: Preferences = {
  theme: 'dark',
  projectPath: null,
  selectedSubjects: {},
  selectedImages: {},
  tab: 'scan',
  step: 'landmarks',
  show: 'fine',
  activeRole: 'fine',
  style: 'colors',
  wireframe: false,
  opacity: { coarse: 1, fine: 0.35, registration: 1 },
  hidden: { coarse: false, fine: false, registration: false },
  heatMaxMm: null,
  heatSigned: false,
  showScanPoints: false,
  ghostSource: 'best',
  showCurves: true,
  loupe: true,
  snapTo: 'off',
  snapRadiusMm: 3,
  blade: false,
  bladeAt: 0.5,
  showPairs: true,
  trustRadiusMm: 14,
  trustValue: 0,
  linkedViews: true,
  photoBeside: false,
  followBestPhoto: true,
  photoTool: 'pan',
  photoShow: 'mask',
  brushRadiusPx: 12,
  eraserRadiusPx: 20,
  brushUnit: 'image',
  brushHardness: 1,
  penPressure: true,
  isPaintLimited: false,
  brightness: { low: 0, high: 128 },
  isSubtracting: false,
  wandTolerance: 24,
  wandContiguous: true,
  maskStepPx: 3,
  speckPx: 2000,
  maskClass: foreground,
  maskOpacity: 0.5,
  maskRefine: 'none',
  showPhotoPoints: false,
  showAlignedOutline: true,
  alignOptions: { scale: 'free', metric: 'point-to-plane', overlap: 'auto' },
  modelId: null,
  textureFrom: 'none',
  textureSizePx: 2048,
  markFilled: false,
  scheme: 'h3ds-6',
  annotator: null,
  lastFolders: {},
}

export const usePreferences = create<Preferences>()(persist(() => initial, { name: 'cameo-preferences', version: 1 }))

export const setPreferences = (change: Partial<Preferences>): void => {
  usePreferences.setState(change)
}

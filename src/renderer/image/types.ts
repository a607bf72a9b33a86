import type { CutPlane } from '#core/masks/propose/cutPlane.ts'
import type { MergeMode } from '#core/masks/tiles/mergeMask.ts'
import type { BrightnessRange } from '#core/masks/tools/brightness.ts'
import type { BrushStroke } from '#core/masks/types.ts'
import type { Projection } from '#core/model/camera.ts'
import type { MaskClass } from '#core/model/maskClasses.ts'
import type { MaskToolWork } from '../compute/maskTool.ts'
import type { MaskLayers, MaskPending } from './MaskLayers.ts'
import type { PhotoShow } from './photoLook.ts'

export const photoTools = [
  ...(['pan', 'paint', 'erase', 'accept', 'polygon', 'lasso', 'scissors', 'fill', 'wand', 'box', 'strokes'] as const),
] as const
export type PhotoToolName = (typeof photoTools)[number]

export interface PhotoSource {
  readonly imageUrl: string
  /** The picture of the strip. */
  readonly thumbnailUrl: string | null
  /** Small versions (`photoLevelsPx`) that are there quickly; null where the photo itself is small. */
  readonly smallUrl: string | null
  readonly previewUrl: string | null
  readonly widthPx: number
  readonly heightPx: number
}

/** The scan whose outline is shown, as the photo's camera sees it. */
export interface SilhouetteSource extends Projection {
  readonly meshUrl: string
  readonly fileName: string
  /** Where the subject ends, in the mesh's frame; null where it does not. */
  readonly cut: CutPlane | null
}

export interface ColoredArea {
  /** As CSS has it. */
  readonly color: string
  readonly lines: readonly (readonly number[])[]
}

export interface BrushSettings {
  readonly radiusPx: number
  readonly eraserRadiusPx: number
  /** Whether radii are pixels of the photo, or of the screen whatever the zoom. */
  readonly unit: 'image' | 'screen'
  /** 0..1: the share of the radius that is covered fully; 1 is a hard edge. */
  readonly hardness: number
  /** Whether a pen's pressure changes the radius. */
  readonly pressure: boolean
  /** Only pixels of this brightness are painted; null: all. */
  readonly limit: BrightnessRange | null
}

export interface AreaSettings {
  /** Polygon, lasso, scissors, fill and wand take away instead of adding. */
  readonly isSubtracting: boolean
  /** 0..255 for each of red, green and blue. */
  readonly wandTolerance: number
  readonly wandContiguous: boolean
}

/** What was drawn about the subject, in image pixels. */
export interface PhotoHints {
  readonly box: readonly [x: number, y: number, width: number, height: number] | null
  /** Paint: on the subject; erase: on the background. */
  readonly strokes: readonly BrushStroke[]
}

export interface PhotoViewProps {
  readonly photo: PhotoSource
  /** The mask's layers; null until they are known. */
  readonly layers: MaskLayers | null
  /** The class that is shown and painted. */
  readonly className: string
  readonly classes: readonly MaskClass[]
  readonly proposalUrl: string | null
  readonly silhouette: SilhouetteSource | null
  readonly show: PhotoShow
  /** 0..1 of the overlay colour. */
  readonly overlayOpacity: number
  readonly tool: PhotoToolName
  readonly brush: BrushSettings
  readonly area: AreaSettings
  readonly onBrush: (change: Partial<BrushSettings>) => void
  /** A finished edit: the view shows it already. */
  readonly onEdit: (pending: MaskPending) => void
  /** A box or strokes about the subject have been drawn: a proposal is wanted from them. */
  readonly onHints: (hints: PhotoHints) => void
  /** Something that was drawn had to be dropped, as a sentence. */
  readonly onLost: (message: string) => void
  /** Points to draw on the photo (landmark reprojections). */
  readonly markers: readonly {
    readonly name: string
    readonly xPx: number
    readonly yPx: number
    /** `carried`: of another scan than the camera's, brought here by an alignment. */
    readonly kind?: 'own' | 'carried'
  }[]
  /** Lines to draw on the photo, `x y x y …` in image pixels each. */
  readonly outlines?: readonly (readonly number[])[]
  /** Coloured parts of the photo, each as closed lines `x y x y …` in image pixels. */
  readonly areas?: readonly ColoredArea[]
  readonly label: string
  readonly theme: 'dark' | 'light'
}

/** Work on the whole mask of the class that is shown, as one edit. */
export type MaskOperation =
  | { readonly kind: 'work'; readonly work: Exclude<MaskToolWork, { readonly kind: 'fill' | 'wand' | 'brightness' }> }
  | { readonly kind: 'brightness'; readonly range: BrightnessRange; readonly mode: MergeMode }
  | { readonly kind: 'invert' }
  /** The class's layer of another photo of the same size. */
  | { readonly kind: 'copy'; readonly layersUrl: string }

export interface PhotoViewHandle {
  fit(): void
  actualSize(): void
  /** Brings a pixel of the photo to the middle, close enough to judge it. */
  lookAt(xPx: number, yPx: number): void
  operate(operation: MaskOperation): void
}

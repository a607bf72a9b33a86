export interface PhotoViewProps {
  readonly imageUrl: string
  readonly widthPx: number
  readonly heightPx: number
  /** The stored mask and the proposal; null where there is none. URLs change with the revision. */
  readonly maskUrl: string | null
  readonly proposalUrl: string | null
  readonly show: 'photo' | 'mask' | 'proposal' | 'cutout'
  /** 0..1 of the overlay colour. */
  readonly overlayOpacity: number
  readonly tool: 'pan' | 'paint' | 'erase'
  readonly radiusPx: number
  readonly onRadiusChange: (radiusPx: number) => void
  /**
   * A finished stroke, x0 y0 x1 y1 … in image pixels, pixel centres at whole numbers. The view already shows it and
   * keeps it until `maskUrl` changes. Where a promise is returned, the stroke also stays on top of masks that arrive
   * before it settles, and the stored mask is shown again when it rejects.
   */
  readonly onStroke: (stroke: { mode: 'paint' | 'erase'; radiusPx: number; points: readonly number[] }) => unknown
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
  readonly label: string
  readonly theme: 'dark' | 'light'
}

export interface PhotoViewHandle {
  fit(): void
  actualSize(): void
}

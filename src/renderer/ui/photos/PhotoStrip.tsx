import { CircleDashed, Endorsed, TickCircle } from '@blueprintjs/icons'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { Image, SubjectDetail } from '#core/contract/contract.ts'
import { nextPhoto, previousPhoto } from '../../app/actions/movePhoto.ts'
import { nextWorstPhoto } from '../../app/actions/nextWorstPhoto.ts'
import { sortByDisagreement } from '../../app/actions/sortByDisagreement.ts'
import { type CheckedView, orderedImages, useMaskChecks } from '../../app/state/maskChecks.ts'
import { selectImage } from '../../app/state/selection.ts'
import { bytesAddress } from '../../app/transport/addresses.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { unitPx } from '../controls/unitPx.ts'

const tileWidthUnits = 21

const maskStates = {
  mask: { text: 'has a mask', icon: TickCircle, className: 'state-done' },
  proposal: { text: 'has a proposed mask', icon: Endorsed, className: 'state-ready' },
  none: { text: 'has no mask', icon: CircleDashed, className: 'quiet' },
} as const

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const maskStateOf = ({ maskUrl, proposalUrl }: Image): keyof typeof maskStates =>
  maskUrl ? 'mask' : proposalUrl ? 'proposal' : 'none'

/** Begins with what is written on the tile. */
const tileText = (image: Image, state: string, check: CheckedView | null): string => {
  const agreement = check ? ` ${percent(check.iou)}` : ''
  const name = image.cameraIndex === null ? '' : ` ${image.name}`
  return `${image.cameraIndex ?? image.name}${agreement}:${name} ${state}${check ? `, ${check.reason}` : ''}`
}

const PhotoTile = (props: {
  readonly image: Image
  /** What the last check found, while the strip is sorted by it. */
  readonly check: CheckedView | null
  readonly isShown: boolean
  readonly leftPx: number
  readonly widthPx: number
  readonly onSelect: () => void
}) => {
  const { image, isShown, check } = props
  const { text, icon: Icon, className } = maskStates[maskStateOf(image)]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
    <div
      role="option"
      tabIndex={-1}
      aria-selected={isShown}
      aria-label={tileText(image, text, check)}
      title={check?.reason}
      data-mask={maskStateOf(image)}
      className="photo-tile"
      style={{ transform: `translateX(${props.leftPx}px)`, width: props.widthPx }}
      onClick={props.onSelect}
    >
      <img src={bytesAddress(image.thumbnailUrl)} alt="" loading="lazy" draggable={false} />
      <span className="photo-tile-name one-line">{image.cameraIndex ?? image.name}</span>
      {check && (
        <span className="photo-tile-check" data-suspect={check.suspect}>
          {percent(check.iou)}
        </span>
      )}
      <span className="photo-tile-state">
        <Icon size={13} className={className} />
      </span>
    </div>
  )
}

/** All photos in a row, with the state of their masks. */
export const PhotoStrip = ({ subject, shownId }: { readonly subject: SubjectDetail; readonly shownId: string }) => {
  const scroller = useRef<HTMLDivElement>(null)
  const checks = useMaskChecks()
  const images = useMemo(() => orderedImages(subject, checks), [subject, checks])
  const found = checks.isSorted ? checks.views[subject.id] : undefined
  const tiles = useVirtualizer({
    horizontal: true,
    count: images.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => tileWidthUnits * unitPx(),
    overscan: 6,
  })
  const shownAt = images.findIndex(({ id }) => id === shownId)
  useEffect(() => {
    if (shownAt >= 0) tiles.scrollToIndex(shownAt)
  }, [shownAt, tiles])
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const next = by && images[shownAt + by]
    if (!next) return
    event.preventDefault()
    selectImage(subject.id, next.id)
  }
  return (
    <div className="photo-bar">
      <ActionButton action={sortByDisagreement} size="small" />
      <ActionButton action={nextWorstPhoto} size="small" />
      <ActionButton action={previousPhoto} size="small" />
      <div
        ref={scroller}
        className="photo-strip scroll"
        role="listbox"
        aria-label="Photos"
        aria-orientation="horizontal"
        tabIndex={0}
        onKeyDown={move}
      >
        <div className="photo-track" style={{ width: tiles.getTotalSize() }}>
          {tiles.getVirtualItems().map(({ index, start, size }) => (
            <PhotoTile
              key={images[index].id}
              image={images[index]}
              check={found?.get(images[index].id) ?? null}
              isShown={index === shownAt}
              leftPx={start}
              widthPx={size}
              onSelect={() => selectImage(subject.id, images[index].id)}
            />
          ))}
        </div>
      </div>
      <span className="quiet photo-count">
        {shownAt + 1} / {images.length}
      </span>
      <ActionButton action={nextPhoto} size="small" />
    </div>
  )
}

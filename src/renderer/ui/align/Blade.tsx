import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'

const clamp = (fraction: number): number => Math.min(0.99, Math.max(0.01, fraction))
const steps: Readonly<Record<string, number>> = { ArrowLeft: -0.01, ArrowRight: 0.01, PageUp: 0.1, PageDown: -0.1 }
const ends: Readonly<Record<string, number>> = { Home: 0.01, End: 0.99 }

/** The line between the two scans of the overlay: dragged by the pointer, moved by the arrow keys. */
export const Blade = (props: { readonly leftName: string; readonly rightName: string }) => {
  const at = usePreferences(({ bladeAt }) => bladeAt)
  const element = useRef<HTMLDivElement>(null)
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    const box = element.current?.parentElement?.getBoundingClientRect()
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    setPreferences({ bladeAt: clamp((event.clientX - box.left) / box.width) })
  }
  const press = (event: KeyboardEvent): void => {
    const to = ends[event.key] ?? (steps[event.key] === undefined ? null : at + steps[event.key])
    if (to === null) return
    event.preventDefault()
    event.stopPropagation()
    setPreferences({ bladeAt: clamp(to) })
  }
  const percent = Math.round(at * 100)
  return (
    <div
      ref={element}
      className="blade"
      style={{ left: `${at * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label="Blade between the scans"
      aria-orientation="horizontal"
      aria-valuemin={1}
      aria-valuemax={99}
      aria-valuenow={percent}
      aria-valuetext={`${props.leftName} left of ${percent} %, ${props.rightName} right of it`}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={move}
    >
      <span className="blade-name blade-left">{props.leftName}</span>
      <span className="blade-grip" aria-hidden="true" />
      <span className="blade-name blade-right">{props.rightName}</span>
    </div>
  )
}

import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { usePreferences } from '../../app/state/preferences.ts'
import { unitPx, useUnitPx } from '../controls/unitPx.ts'

/** The window's colours as the plots' canvas needs them. */
export interface PlotColors {
  readonly text: string
  readonly line: string
  readonly accent: string
  readonly good: string
  readonly warn: string
}

const colorsOf = (element: Element): PlotColors => {
  const style = getComputedStyle(element)
  const named = (name: string): string => style.getPropertyValue(name).trim()
  return {
    text: named('--text-2'),
    line: named('--line'),
    accent: named('--accent-text'),
    good: named('--good'),
    warn: named('--warn'),
  }
}

/** The unit that sizes in pixels are given for. */
const plainUnitPx = 4

/** Axes in the window's look. `size`: pixels on a plain screen; they grow with everything else. */
export const plotAxis = (colors: PlotColors, { size, ...axis }: uPlot.Axis & { size?: number }): uPlot.Axis => {
  const scale = unitPx() / plainUnitPx
  const font = `${11 * scale}px Inter Variable, sans-serif`
  return {
    stroke: colors.text,
    ...{ font, labelFont: font, labelSize: 18 * scale },
    grid: { stroke: colors.line, width: 1 },
    ticks: { stroke: colors.line, width: 1, size: 4 },
    gap: 3,
    ...axis,
    ...(size === undefined ? {} : { size: size * scale }),
  }
}

export interface PlotProps {
  /** Says in words what is drawn, for those who do not see it. */
  readonly label: string
  /** On a plain screen. */
  readonly heightPx: number
  readonly data: uPlot.AlignedData
  /** Made anew only with the theme, or where `made` changes. */
  readonly options: (colors: PlotColors) => Omit<uPlot.Options, 'width' | 'height'>
  /** What else the options depend on. */
  readonly made?: string
}

/** A plot that is as wide as its place. */
export const Plot = ({ label, data, options, made = '', ...o }: PlotProps) => {
  const heightPx = (o.heightPx * useUnitPx()) / plainUnitPx
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const theme = usePreferences((preferences) => preferences.theme)
  const latest = useRef({ data, options })
  latest.current = { data, options }

  // biome-ignore lint/correctness/useExhaustiveDependencies: options are read when the theme or what they depend on changes
  useEffect(() => {
    const element = place.current
    if (!element) return
    const size = (): { width: number; height: number } => ({
      width: Math.max(80, element.clientWidth),
      height: heightPx,
    })
    const shown = new uPlot({ ...latest.current.options(colorsOf(element)), ...size() }, latest.current.data, element)
    plot.current = shown
    const resizing = new ResizeObserver(() => shown.setSize(size()))
    resizing.observe(element)
    return () => {
      resizing.disconnect()
      plot.current = null
      shown.destroy()
    }
  }, [theme, made, heightPx])
  useEffect(() => plot.current?.setData(data), [data])

  return <div ref={place} className="plot" role="img" aria-label={label} style={{ height: heightPx }} />
}

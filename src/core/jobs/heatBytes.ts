/** From nothing to the end of the scale: blue, green, yellow, red; lightness rises to the middle and falls again. */
const stops: readonly (readonly [number, number, number])[] = [
  [38, 70, 152],
  [52, 124, 200],
  [52, 170, 200],
  [70, 203, 158],
  [196, 222, 78],
  [245, 196, 64],
  [240, 140, 60],
  [212, 72, 60],
  [140, 36, 48],
]
const noValue = [150, 152, 156] as const

/** sRGB bytes of a value on the scale from 0 to `highest`; grey for values below 0, which mean none. */
export const heatBytes = (value: number, highest: number): readonly [number, number, number] => {
  if (!(value >= 0)) return noValue
  const place = Math.min(1, value / highest) * (stops.length - 1)
  const index = Math.min(stops.length - 2, Math.floor(place))
  const part = place - index
  const mixed = stops[index].map((channel, k) => Math.round(channel + (stops[index + 1][k] - channel) * part))
  return [mixed[0], mixed[1], mixed[2]]
}

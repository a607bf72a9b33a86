const round = [1, 2, 5, 10]

/** The largest round length (1, 2 or 5 times a power of ten) that takes no more room than the bar may. */
export const roundLengthMm = (mmPerPixel: number, limitPx: number): number => {
  const most = mmPerPixel * limitPx
  const power = 10 ** Math.floor(Math.log10(most))
  return (round.findLast((factor) => factor * power <= most) ?? 1) * power
}

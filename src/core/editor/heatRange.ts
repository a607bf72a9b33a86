const roundRangesMm = [0.25, 0.5, 1, 2, 3, 5, 10, 20, 50, 100]

/** The upper end of a heat map's scale: the round number of millimetres that leaves room above the 90th percentile. */
export const heatRangeMm = (p90Mm: number): number =>
  roundRangesMm.find((rangeMm) => rangeMm >= p90Mm * 1.3) ?? roundRangesMm[roundRangesMm.length - 1]

/** What the numbers of a running job are called for a person; an unknown one keeps its own name. */
export const numberNames: Readonly<Record<string, string>> = {
  iteration: 'Iteration',
  rms: 'RMS',
  rmsMm: 'RMS, mm',
  overlap: 'Overlap',
  scale: 'Scale',
  pairs: 'Pairs',
  medianMm: 'Median, mm',
  meanMm: 'Mean, mm',
  p90Mm: '90 %, mm',
  landmarkRms: 'Landmarks, RMS',
  landmarkRmsMm: 'Landmarks, mm',
  level: 'Level',
  rotationDeg: 'Turn, °',
  translationMm: 'Shift, mm',
  scaleChange: 'Change of size',
  stepMm: 'Step, mm',
  scanPoints: 'Points of the scan',
}

/** Whole numbers as they are, others with the digits that matter. */
export const numberText = (value: number): string => {
  if (Number.isInteger(value)) return value.toLocaleString()
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 3 : 4)
}

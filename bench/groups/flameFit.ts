import { fifteenSteps, flameFitCase } from '../flameFitCase.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

/** The scan is opened before; forward, closest points, Jacobian, normal equations and solution are in every step. */
const run = async (bench: Bench): Promise<BenchLine[]> => {
  const given = flameFitCase()
  const [coarseToFine, whole] = [false, true].map((isWhole) => fifteenSteps(given, isWhole))
  const line = await bench.measure({
    task: 'FLAME fit, 15 steps, coarse to fine in components and vertices, 400k points',
    goal: 'flameFit',
    ours: () => fifteenSteps(given, false),
  })
  const all = await bench.measure({
    task: 'the same with all components and vertices in every step',
    ours: () => fifteenSteps(given, true),
  })
  const note = (medianMm: number): string => `median distance ${medianMm.toFixed(4)} mm`
  return [
    { ...line, isReached: coarseToFine <= 1.05 * whole, note: note(coarseToFine) },
    { ...all, note: note(whole) },
  ]
}

export const flameFit: BenchGroup = { name: 'flameFit', run }

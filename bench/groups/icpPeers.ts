import type { PairingRules } from '../../src/core/geometry/alignment/surfacePairs.ts'
import { vertexNormals } from '../../src/core/geometry/normals.ts'
import { identity4 } from '../../src/core/model/transform.ts'
import type { GoalName } from '../goals.ts'
import { type IcpCase, icpCase } from '../icpCase.ts'
import { icpErrorNote, icpErrors } from '../icpErrors.ts'
import { runIcpCase } from '../icpRun.ts'
import { storedTasks } from '../stored.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

interface Task {
  readonly task: string
  readonly goal?: GoalName
  readonly peerTask: string
  readonly rules: PairingRules
  readonly mostMm: number
}

const tasks: Readonly<Record<'whole' | 'crop', readonly Task[]>> = {
  whole: [
    {
      task: 'ICP 50k → 1M, point-to-plane, both scans to the answer',
      goal: 'icpPlane',
      peerTask: 'plane',
      rules: { metric: 'point-to-plane', overlap: 1, kernel: 'none' },
      mostMm: 0.005,
    },
    {
      task: 'ICP 50k → 1M, point-to-point (peers: 30 iterations)',
      peerTask: 'point',
      rules: { metric: 'point-to-point', overlap: 1, kernel: 'none' },
      mostMm: Infinity,
    },
  ],
  crop: [
    {
      task: 'robust ICP, 40 % crop, 3 % outliers',
      goal: 'icpCrop',
      peerTask: 'robust',
      rules: { metric: 'point-to-plane', overlap: 'auto', kernel: 'tukey' },
      mostMm: 0.007,
    },
  ],
}

const lineOf = async (bench: Bench, scans: IcpCase, { rules, mostMm, ...rest }: Task): Promise<BenchLine> => {
  let found = identity4
  const line = await bench.measure({
    ...rest,
    ...(rest.peerTask === 'point' ? { stored: storedTasks.icpPoint } : {}),
    ours: () => {
      found = runIcpCase(scans, rules)
    },
  })
  return {
    ...line,
    isReached: icpErrors(found, scans).meanMm <= mostMm,
    note: icpErrorNote(found, scans, line.beside ?? []),
  }
}

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const lines: BenchLine[] = []
  for (const kind of ['whole', 'crop'] as const) {
    const scans = icpCase(kind)
    const inputs = [scans.target.positions, vertexNormals(scans.target), scans.source, scans.sourceNormals]
    await bench.peer('open3dIcp', inputs)
    await bench.peer('pclIcp', inputs)
    for (const task of tasks[kind]) lines.push(await lineOf(bench, scans, task))
    bench.closePeers()
  }
  return lines
}

export const icpPeers: BenchGroup = { name: 'icp-peers', run }

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeMesh } from '../../src/core/formats/index.ts'
import { cameoCommand, commandContender } from '../commandContender.ts'
import { headMesh } from '../headMesh.ts'
import { queryPoints } from '../queryPoints.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

/** Both read the same two files, measure and print a summary; neither writes. */
const run = async (bench: Bench): Promise<BenchLine[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'cameo-bench-'))
  try {
    const head = headMesh(1_000_000)
    const [points, surface] = [join(folder, 'points.ply'), join(folder, 'surface.ply')]
    const cloud = queryPoints(head.positions, { count: 200_000, noiseMm: 0.3, seed: 1 })
    writeFileSync(points, writeMesh({ positions: cloud, triangles: new Uint32Array(0) }, { format: 'ply' }))
    writeFileSync(surface, writeMesh(head, { format: 'ply' }))
    const cloudCompare = commandContender('CloudCompare', {
      given: ['-SILENT', '-AUTO_SAVE', 'OFF', '-O', points, '-O', surface, '-C2M_DIST'],
      environment: { QT_QPA_PLATFORM: 'offscreen' },
    })
    const line = await bench.measure({
      task: '200k points to 2M triangles, whole command, from disk',
      goal: 'cloudToMesh',
      by: 'clock',
      ours: () => cameoCommand('distance', points, surface, '--unit', 'mm', '--quiet'),
      contenders: cloudCompare ? [cloudCompare] : [],
    })
    return [line]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const wholeCommand: BenchGroup = { name: 'whole-command', run }

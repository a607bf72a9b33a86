import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readMesh, writeMesh } from '../src/core/formats/index.ts'
import { seededRandom } from '../src/core/model/random.ts'
import { mmPer } from '../src/core/model/units.ts'
import { sampleFiles } from './scanSample.ts'

/** Standard deviation of what is added to each coordinate, mm. */
const noiseMm = 0.03

/** The path of a sample scan as another scanner run would give it; `take` 0 is the scan itself. */
export const noisyScan = (name: string, take: number): string => {
  const source = sampleFiles.scan(name)
  if (take === 0) return source
  const folder = join(tmpdir(), 'cameo-bench-scans')
  const path = join(folder, `${name}-${take}.ply`)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  const { mesh } = readMesh(readFileSync(source), 'scan.ply')
  const random = seededRandom(take)
  const size = mesh.positions.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const spread = noiseMm / mmPer(size > 10 ? 'mm' : 'm')
  const positions = mesh.positions.map((value) => value + spread * random.normal())
  writeFileSync(path, writeMesh({ ...mesh, positions }, { format: 'ply' }))
  return path
}

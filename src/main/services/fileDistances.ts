import { basename, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import type { RegionSource } from '#core/jobs/measureDistances.ts'
import type { RunContext } from '#core/model/run.ts'
import type { WorkerPool } from '../compute/workerPool.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'

type Input = ServiceInput<'files.distance'>

const regionSource = (region: Input['regions'][number]): RegionSource =>
  region.kind === 'file' ? { name: region.name, kind: 'file', file: namedFile(region.path) } : region

const chamferOf = ({ aToB, bToA }: Pick<Output<'files.distance'>, 'aToB' | 'bToA'>) =>
  bToA && { aToB: aToB[0].summary.mean, bToA: bToA[0].summary.mean }

const measure = async (pool: WorkerPool, input: Input, context: RunContext): Promise<Output<'files.distance'>> => {
  const output = input.out === null ? null : resolve(input.out)
  const { bytes, ...result } = await pool.run(
    'measureDistances',
    {
      ...input,
      a: namedFile(input.a),
      b: namedFile(input.b),
      regions: input.regions.map(regionSource),
      landmarks: input.landmarks === null ? null : namedFile(input.landmarks),
      outName: output && basename(output),
    },
    context,
  )
  if (output !== null && bytes !== null) await writeFileAtomic(output, bytes)
  const { aToB, bToA } = result
  return {
    unit: result.unit,
    measure: input.measure,
    aToB,
    bToA,
    chamfer: chamferOf({ aToB, bToA }),
    output,
    heatEnd: result.heatEnd,
    warnings: [...result.warnings],
  }
}

export const fileDistanceServices = ({ pool }: FileHouse): Pick<Services, 'files.distance'> => ({
  'files.distance': (input, context) => measure(pool, input, context),
})

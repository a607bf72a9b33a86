import { registerTemplate } from '../../src/core/flame/registerTemplate.ts'
import { ScanSurface } from '../../src/core/flame/scanSurface.ts'
import { releasing } from '../../src/core/kernels/releasing.ts'
import { nonRigidCase } from '../nonRigidCase.ts'
import type { Bench, BenchGroup, BenchLine } from '../types.ts'

/** Error that the goal allows, mm. */
const mostMm = 1.1

/** From the scan's arrays to the registered vertices, search structures included; they are given back, as the job does. */
const register = ({ template, scan: mesh }: ReturnType<typeof nonRigidCase>): Float64Array =>
  releasing(
    new ScanSurface(mesh, { metresPerUnit: 0.001, originInScan: [0, 0, 0] }),
    (scan) =>
      registerTemplate(
        {
          template: Float64Array.from(template.positions, (value) => value / 1000),
          triangles: template.triangles,
          scan,
        },
        {},
      ).vertices,
  )

const rmsMm = (vertices: Float64Array, truth: Float32Array): number =>
  Math.sqrt((vertices.reduce((sum, value, i) => sum + (value * 1000 - truth[i]) ** 2, 0) * 3) / truth.length)

const run = async (bench: Bench): Promise<BenchLine[]> => {
  const task = nonRigidCase(5000, 200_000)
  const before = rmsMm(
    Float64Array.from(task.template.positions, (value) => value / 1000),
    task.truth,
  )
  const error = rmsMm(register(task), task.truth)
  const line = await bench.measure({
    task: 'non-rigid 5k → 200k, scan and template to the registration',
    goal: 'nonRigid',
    ours: () => register(task),
  })
  const note = `RMS to truth ${error.toFixed(2)} mm, before ${before.toFixed(2)} mm`
  return [{ ...line, isReached: error <= mostMm, note }]
}

export const nonRigid: BenchGroup = { name: 'nonRigid', run }

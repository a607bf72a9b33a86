import { basename, resolve } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { badInput } from '#core/model/errors.ts'
import type { RunContext } from '#core/model/run.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { libraryNameOf, writeMeshFiles } from './writeMeshFiles.ts'

const measure = async (
  { pool }: FileHouse,
  { input, output, measure: asked }: ServiceInput<'meshes.measure'>,
  context: RunContext,
): Promise<Output<'meshes.measure'>> => {
  const path = resolve(output)
  const job = { mesh: namedFile(input), measure: asked, outputName: basename(path) }
  const { bytes, warnings, ...numbers } = await pool.run('measureSurface', job, context)
  await writeFileAtomic(path, bytes)
  return { ...numbers, output: path, warnings: [...warnings] }
}

const decimate = async (
  { pool }: FileHouse,
  { input, output, triangles, largestError, keepBorder }: ServiceInput<'meshes.decimate'>,
  context: RunContext,
): Promise<Output<'meshes.decimate'>> => {
  if (triangles === null && largestError === null) {
    throw badInput('no-goal', 'Say how many triangles are wanted, or how far the surface may move.')
  }
  const path = resolve(output)
  const job = {
    mesh: namedFile(input),
    outputName: basename(path),
    libraryName: libraryNameOf(path),
    triangles: triangles ?? 1,
    largestError,
    keepBorder,
  }
  const { warnings, triangles: faces, vertices, distance, ...written } = await pool.run('decimateMesh', job, context)
  const more = await writeMeshFiles({ source: input, output: path }, written)
  return { output: path, vertices, faces, distance, warnings: [...warnings, ...more] }
}

const intersect = async (
  { pool }: FileHouse,
  { input }: ServiceInput<'meshes.intersections'>,
  context: RunContext,
): Promise<Output<'meshes.intersections'>> => {
  const { examples, warnings, ...counts } = await pool.run('findSelfIntersections', namedFile(input), context)
  return {
    ...counts,
    examples: examples.map(({ triangles: [a, b], place: [x, y, z] }) => ({ triangles: [a, b], place: [x, y, z] })),
    warnings: [...warnings],
  }
}

type SurfaceMethod = 'meshes.measure' | 'meshes.decimate' | 'meshes.intersections'

export const fileSurfaceServices = (house: FileHouse): Pick<Services, SurfaceMethod> => ({
  'meshes.intersections': (input, context) => intersect(house, input, context),
  'meshes.measure': (input, context) => measure(house, input, context),
  'meshes.decimate': (input, context) => decimate(house, input, context),
})

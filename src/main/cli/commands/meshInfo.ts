import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Output } from '#core/contract/contract.ts'
import { percentage, shortNumber } from '../numbers.ts'
import type { Runner } from '../runner.ts'
import { factTable, listTable } from '../tables.ts'

type Info = Output<'meshes.info'>
type Intersections = Output<'meshes.intersections'>

/** Rows of a list that a person is shown; `--json` gives all. */
const shownRows = 10

const yesNo = (value: boolean): string => (value ? 'yes' : 'no')
const placeText = (place: readonly number[]): string => place.map(shortNumber).join(' ')

const meshFacts = (info: Info, intersections: Intersections | null): string => {
  const { min, max } = info.bounds
  const unit = info.unit.guess
  const size = max.map((value, axis) => shortNumber(value - min[axis])).join(' × ')
  return factTable([
    ['Format', info.format],
    ['Vertices', String(info.vertices)],
    ['Faces', String(info.faces)],
    ['Normals', yesNo(info.hasNormals)],
    ['Colours', yesNo(info.hasColors)],
    ['Texture coordinates', yesNo(info.hasUvs)],
    ['Unit', unit ? `${unit} (guessed, ${percentage(info.unit.confidence)} sure)` : 'not known'],
    ['Up', info.up.guess ? `${info.up.guess} (guessed)` : 'not known'],
    ['Size', unit ? `${size} ${unit}` : size],
    ['Components', String(info.components)],
    ['Boundary loops', String(info.boundaryLoops)],
    ['Non-manifold edges', String(info.nonManifoldEdges)],
    ['Non-manifold vertices', String(info.nonManifoldVertices)],
    ['Degenerate faces', String(info.degenerateFaces)],
    ['Duplicate vertices', String(info.duplicateVertices)],
    ['Duplicate faces', String(info.duplicateFaces)],
    ...(intersections ? [['Self-intersections', intersectionText(intersections)] as const] : []),
    ['Watertight', yesNo(info.isWatertight)],
    ['Area', `${shortNumber(info.area)}${unit ? ` ${unit}²` : ''}`],
    ['Volume', info.volume === null ? 'not closed' : `${shortNumber(info.volume)}${unit ? ` ${unit}³` : ''}`],
  ])
}

const intersectionText = ({ pairs, triangles }: Intersections): string =>
  pairs === 0 ? 'none' : `${pairs} pairs of ${triangles} faces`

const rest = (shown: number, all: number): string[] =>
  all > shown ? [`… and ${all - shown} more, which --json lists.`] : []

const holeList = ({ holes, unit }: Info): string[] => {
  if (holes.length === 0) return []
  const inUnit = unit.guess ? `, ${unit.guess}` : ''
  return [
    '',
    listTable({
      columns: [
        { title: `Border length${inUnit}`, value: ({ length }) => shortNumber(length), align: 'right' },
        { title: 'Edges', value: ({ edges }) => String(edges), align: 'right' },
        { title: 'Around', value: ({ place }) => placeText(place) },
      ],
      rows: holes.slice(0, shownRows),
      empty: '',
    }),
    ...rest(shownRows, holes.length),
  ]
}

const intersectionList = (intersections: Intersections | null): string[] => {
  if (!intersections || intersections.pairs === 0) return []
  const { examples, pairs } = intersections
  const rows = examples.slice(0, shownRows)
  const more = pairs - rows.length
  return [
    '',
    listTable({
      columns: [
        { title: 'Faces that meet', value: ({ triangles }) => triangles.join(' and ') },
        { title: 'Around', value: ({ place }) => placeText(place) },
      ],
      rows,
      empty: '',
    }),
    ...(more > 0 ? [`… and ${more} more pairs; --json lists the first ${examples.length}.`] : []),
  ]
}

/** `cameo mesh info`. */
export const addInfoCommand = (group: Command, run: Runner): void => {
  group
    .command('info')
    .description('What is in a mesh file, and what is wrong with it: holes, seams, doubles, faces without area.')
    .argument('<file>', 'the mesh')
    .option('--deep', 'also look for places where the surface runs through itself', false)
    .action(
      run(async (session, file: string, { deep }: { readonly deep: boolean }) => {
        const path = resolve(file)
        const info = await session.call('meshes.info', { path })
        const found = deep ? await session.run('meshes.intersections', { input: path }) : null
        const selfIntersections = found && {
          pairs: found.pairs,
          triangles: found.triangles,
          examples: found.examples,
        }
        return {
          json: { ...info, selfIntersections },
          text: () => [meshFacts(info, found), ...holeList(info), ...intersectionList(found)].join('\n'),
          warnings: info.warnings,
        }
      }),
    )
}

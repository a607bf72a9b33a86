import { basename, extname } from 'node:path'
import type { Output, ServiceInput } from '#core/contract/contract.ts'
import { badInput } from '#core/model/errors.ts'
import type { RunContext } from '#core/model/run.ts'
import { scanLabels } from '#core/model/scanLabels.ts'
import { landmarkSchemes } from '#core/model/schemes.ts'
import type { LengthUnit } from '#core/model/units.ts'
import type { FileHouse } from './house.ts'
import { namedFile } from './namedFile.ts'
import { reportJson, writeResults } from './resultFiles.ts'

type Input = ServiceInput<'files.register'>
type Carried = Output<'files.register'>['carried']

const wantedOf = (text: string) => (landmarkSchemes.has(text) ? text : namedFile(text))

const landmarkFileName = (text: string): string => {
  const stem = landmarkSchemes.has(text) ? text : basename(text, extname(text))
  return `landmarks-${stem}.json`
}

/** Refuses before the long work what would end in one file after another of the same name. */
export const checkCarried = ({ propagate }: Pick<Input, 'propagate'>): void => {
  const names = propagate.map(landmarkFileName)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice) throw badInput('same-name', `Two sets of landmarks would both be written to ${twice}. Rename one of them.`)
}

/** Writes landmarks and labels of the scan beside a finished registration; null where none are wanted. */
export const writeCarried = async (
  { pool }: FileHouse,
  { input, unit, registration }: { readonly input: Input; readonly unit: LengthUnit; readonly registration: string },
  context: RunContext,
): Promise<Carried> => {
  const { propagate, labels } = input
  if (propagate.length === 0 && labels === null) return null
  const optional = (path: string | null) => (path === null ? null : namedFile(path))
  const found = await pool.run(
    'carryToScan',
    {
      scan: namedFile(input.scan),
      unit,
      registration: namedFile(registration),
      model: namedFile(input.model),
      modelSha256: '',
      embedding: optional(input.embedding),
      regions: optional(input.regions),
      propagate: propagate.map(wantedOf),
      isLabelled: labels !== null,
    },
    context,
  )
  const landmarkFiles = found.landmarks.map(({ bytes }, i) => [landmarkFileName(propagate[i]), bytes] as const)
  const labelFiles =
    found.labels && labels !== null
      ? ([
          [`${labels}.ply`, found.labels.plyBytes],
          [`${labels}.json`, reportJson({ labels: scanLabels, counts: found.labels.counts })],
        ] as const)
      : []
  const files = await writeResults(input.out, [...landmarkFiles, ...labelFiles])
  return {
    landmarks: found.landmarks.map(({ scheme, points }, i) => ({ file: files[i], scheme, points: [...points] })),
    labels: found.labels && {
      file: files[landmarkFiles.length],
      namesFile: files[landmarkFiles.length + 1],
      counts: found.labels.counts,
    },
  }
}

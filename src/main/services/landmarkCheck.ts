import type { Output, ServiceInput } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import type { LandmarkFile } from '#core/formats/types.ts'
import { examineLandmarks } from '#core/geometry/alignment/examineLandmarks.ts'
import { shapeDoubts, strayInWords } from '#core/geometry/shape/pointDoubts.ts'
import { templatePlacesMm } from '#core/geometry/templatePlaces.ts'
import type { LandmarkFinding, ShapeDoubts } from '#core/model/landmarkFindings.ts'
import { placedPoints } from '#core/model/landmarks.ts'
import { landmarkSchemes } from '#core/model/schemes.ts'
import type { FileHouse, House } from './house.ts'
import { landmarkSetOf } from './landmarks.ts'
import { namedFile } from './namedFile.ts'
import { populationOf } from './proposeLandmarks.ts'

/** Titles of the points that have names of their own, not numbers. */
const titles: ReadonlyMap<string, string> = new Map(
  [...landmarkSchemes.values()].flatMap(({ points }) =>
    points.flatMap(({ name, title }) =>
      /^\d/.test(name) ? [] : [[name, title[0].toLowerCase() + title.slice(1)] as const],
    ),
  ),
)

/** Points by their titles: "left and right mouth corner look exchanged". */
const withTitles = (message: string): string =>
  message
    .replace(/\b[a-z]+(?:_[a-z]+)+\b/g, (name) => titles.get(name) ?? name)
    .replace(/\b(left|right) ([a-z ]+?) and (left|right) \2\b/g, '$1 and $3 $2')
    .replace(/^[a-z]/, (letter) => letter.toUpperCase())

/** What is said of two scans, said of the file alone or of the two files. */
const ofFiles = (message: string, hasOther: boolean): string =>
  message
    .replace(/They were taken as exchanged; correct the landmarks\./, 'Correct the landmarks.')
    .replace(/\b(on )?(the|one of the) (source|target|scans)\b( scan)?/gi, (_, on = '', article, side) => {
      if (!hasOther) return `${on}the scan`
      if (side === 'scans') return `${on}one of the scans`
      return `${on}${article} ${side === 'source' ? 'first' : 'second'} scan`
    })

const straysInWords = (doubts: ShapeDoubts | null): Output<'landmarks.doubts'>['doubts'] =>
  doubts && {
    ...doubts,
    strays: doubts.strays.map((stray) => ({
      name: stray.name,
      message: withTitles(strayInWords(stray, doubts.heads)),
    })),
  }

/** A face is about a third as wide as the box of its scan. */
const scanPerFace = 3

const examinedOf = ({ set }: LandmarkFile) => {
  const points = placedPoints(set)
  const sides = [0, 1, 2].map((axis) => {
    const values = [...points.values()].map((point) => point[axis])
    return Math.max(...values) - Math.min(...values)
  })
  return { points, unit: set.unit, up: null, longestSide: scanPerFace * Math.max(...sides) }
}

/** With fewer points nothing is told by an average head. */
const enoughPoints = 4
/** People differ from it by more than clicks do; single points are judged by the shapes of faces instead. */
const notOfTemplates: readonly string[] = ['align/landmark-residual', 'align/landmark-left-out']

/** The average head stands for the other scan: what is found there is this file's. */
const examineAlone = (own: ReturnType<typeof examinedOf>): readonly LandmarkFinding[] => {
  const points = new Map([...templatePlacesMm].filter(([name]) => own.points.has(name)))
  if (points.size < enoughPoints) return []
  const target = { points, unit: 'mm', up: null, longestSide: 300 } as const
  const { findings } = examineLandmarks({ source: own, target, scale: 'free' })
  return findings.filter(({ code }) => !notOfTemplates.includes(code))
}

const check = async (
  { pool }: Pick<FileHouse, 'pool'>,
  { path, other }: ServiceInput<'files.checkLandmarks'>,
): Promise<Output<'files.checkLandmarks'>> => {
  const read = await pool.run('readLandmarkFile', namedFile(path))
  const own = examinedOf(read)
  const second = other === null ? null : await pool.run('readLandmarkFile', namedFile(other))
  const findings = second
    ? examineLandmarks({ source: own, target: examinedOf(second), scale: 'free' }).findings
    : examineAlone(own)
  return {
    scheme: read.set.scheme,
    placed: own.points.size,
    findings: findings.map(({ code, message, confidence }) => ({
      code,
      message: withTitles(ofFiles(message, second !== null)),
      confidence,
    })),
    doubts: straysInWords(shapeDoubts(own.points, [])),
    warnings: [...read.warnings, ...(second?.warnings ?? [])],
  }
}

export const fileCheckServices = (house: Pick<FileHouse, 'pool'>): Pick<Services, 'files.checkLandmarks'> => ({
  'files.checkLandmarks': (input) => check(house, input),
})

export const doubtServices = ({ session }: Pick<House, 'session'>): Pick<Services, 'landmarks.doubts'> => ({
  'landmarks.doubts': async ({ scanId, observer }) => {
    const project = session.open
    const scan = project.scan(scanId)
    const points = placedPoints(landmarkSetOf(project, scan, observer))
    const heads = populationOf(project, scan).map((head) => new Map(head))
    return { doubts: straysInWords(shapeDoubts(points, heads)) }
  },
})

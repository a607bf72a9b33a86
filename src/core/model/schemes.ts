import flame51FlameFittingFile from '../../../resources/schemes/flame-51-flame-fitting.json' with { type: 'json' }
import flame51RingnetFile from '../../../resources/schemes/flame-51-ringnet.json' with { type: 'json' }
import h3ds6File from '../../../resources/schemes/h3ds-6.json' with { type: 'json' }
import head8File from '../../../resources/schemes/head-8.json' with { type: 'json' }
import ibug68File from '../../../resources/schemes/ibug-68.json' with { type: 'json' }
import mediapipe105File from '../../../resources/schemes/mediapipe-105.json' with { type: 'json' }
import now7File from '../../../resources/schemes/now-7.json' with { type: 'json' }
import type { PlacedScheme } from './landmarks.ts'

/** What the shipped files are is proved by a test: the compiler sees no tuples in JSON. */
const shipped = (file: unknown): PlacedScheme => {
  const { name, title, groups, points, connectivity, curves, embedding } = file as PlacedScheme
  return { name, title, groups, points, connectivity, curves, embedding }
}

/** The six of H3DS, in its order; `*_eye` are the inner canthi. */
export const h3ds6 = shipped(h3ds6File)

/** One set that serves H3DS, NoW, Stirling and MICA at once. */
export const head8 = shipped(head8File)

/** The seven of NoW and Stirling (FG2018), in their order. */
export const now7 = shipped(now7File)

/** The schemes that come with Cameo, by name: the files of `resources/schemes`. */
export const landmarkSchemes: ReadonlyMap<string, PlacedScheme> = new Map(
  [
    h3ds6,
    head8,
    now7,
    shipped(flame51RingnetFile),
    shipped(flame51FlameFittingFile),
    shipped(ibug68File),
    shipped(mediapipe105File),
  ].map((scheme) => [scheme.name, scheme]),
)

import type { LandmarkScheme } from './landmarks.ts'

const point = (
  name: string,
  title: string,
  definition: string,
  mirror: string | null,
  mm: readonly [number, number, number],
): LandmarkScheme['points'][number] => ({
  name,
  title,
  definition,
  mirror,
  templatePosition: [mm[0] / 1000, mm[1] / 1000, mm[2] / 1000],
})

const rightOuterCanthus = point(
  'right_eye_outer',
  'Right outer eye corner',
  "Outer corner of the subject's right eye, where the lids meet.",
  'left_eye_outer',
  [-45.48, 20.56, 27.44],
)
const rightInnerCanthus = point(
  'right_eye',
  'Right inner eye corner',
  "Inner corner of the subject's right eye, where the lids meet beside the nose.",
  'left_eye',
  [-17.86, 20.37, 34.58],
)
const leftInnerCanthus = point(
  'left_eye',
  'Left inner eye corner',
  "Inner corner of the subject's left eye, where the lids meet beside the nose.",
  'right_eye',
  [18.32, 20.39, 35.78],
)
const leftOuterCanthus = point(
  'left_eye_outer',
  'Left outer eye corner',
  "Outer corner of the subject's left eye, where the lids meet.",
  'right_eye_outer',
  [45.98, 20.64, 28.43],
)
const noseTip = point('nose_tip', 'Nose tip', 'The most forward point of the nose.', null, [0.48, -5.05, 75.57])
const noseBase = point(
  'nose_base',
  'Nose base',
  'Where the septum of the nose meets the upper lip, in the middle.',
  null,
  [-0.03, -22.5, 60.42],
)
const rightMouthCorner = point(
  'right_lips',
  'Right mouth corner',
  "Corner of the lips on the subject's right.",
  'left_lips',
  [-24.08, -44.14, 46.52],
)
const leftMouthCorner = point(
  'left_lips',
  'Left mouth corner',
  "Corner of the lips on the subject's left.",
  'right_lips',
  [23.98, -44.29, 46.93],
)

/** The six of H3DS, in its order; `*_eye` are the inner canthi. */
export const h3ds6: LandmarkScheme = {
  name: 'h3ds-6',
  title: 'H3DS, six points',
  points: [rightInnerCanthus, leftInnerCanthus, noseTip, noseBase, rightMouthCorner, leftMouthCorner],
}

/** One set that serves H3DS, NoW, Stirling and MICA at once. */
export const head8: LandmarkScheme = {
  name: 'head-8',
  title: 'Head, eight points (H3DS, NoW, Stirling, MICA)',
  points: [
    rightOuterCanthus,
    rightInnerCanthus,
    leftInnerCanthus,
    leftOuterCanthus,
    noseBase,
    rightMouthCorner,
    leftMouthCorner,
    noseTip,
  ],
}

/** The seven of NoW and Stirling (FG2018), in their order. */
export const now7: LandmarkScheme = {
  name: 'now-7',
  title: 'NoW and Stirling, seven points',
  points: [
    rightOuterCanthus,
    rightInnerCanthus,
    leftInnerCanthus,
    leftOuterCanthus,
    noseBase,
    rightMouthCorner,
    leftMouthCorner,
  ],
}

export const landmarkSchemes: ReadonlyMap<string, LandmarkScheme> = new Map(
  [h3ds6, head8, now7].map((scheme) => [scheme.name, scheme]),
)

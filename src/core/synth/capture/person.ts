import { flameForward } from '../../flame/forward.ts'
import type { FlameModel } from '../../flame/model.ts'
import { seededRandom } from '../../model/random.ts'
import type { BuiltHead } from '../head/buildHead.ts'
import { withEyesWhole } from '../head/smoothBasis.ts'
import { standIn, standInSeed } from '../standInModel.ts'
import { type CurvedSurface, curvedSurface } from './curvedSurface.ts'
import { type Look, randomLook } from './look.ts'

/** Someone who does not exist: their head in the stand-in model's topology, and how they look. */
export interface Person {
  readonly model: FlameModel
  /** The model's template with what its vertices belong to. */
  readonly head: BuiltHead
  /** The head through the person's vertices, mm, in the model's frame. */
  readonly surface: CurvedSurface
  readonly look: Look
}

/** Identity components that differ from the mean, and how much of the model's variance they have. */
const identityCount = 45
const identitySpread = 0.9
/** No face is stranger than this many standard deviations in one component. */
const identityLimit = 2
const expressionCount = 9
const expressionSpread = 0.22
/** Greatest movement that the model cannot make, mm. */
const ownFormMm = 2.6

export const makePerson = (seed: number): Person => {
  const { head, model } = standIn(standInSeed)
  const random = seededRandom(seed)
  const betas = new Float64Array(model.shapeCount + model.expressionCount)
  for (let i = 0; i < identityCount; i++) {
    betas[i] = Math.max(-identityLimit, Math.min(identityLimit, identitySpread * random.normal()))
  }
  for (let i = 0; i < expressionCount; i++) betas[model.shapeCount + i] = expressionSpread * random.normal()
  // A mouth opens from closed only.
  betas[model.shapeCount] = 0.1 * Math.abs(betas[model.shapeCount])
  const pose = new Float64Array(15)
  for (let axis = 0; axis < 3; axis++) pose[3 + axis] = 0.03 * random.normal()
  pose[10] = 0.05 * random.normal()
  pose[13] = pose[10]
  const vertices = flameForward(model, { betas, pose, trans: [0, 0, 0] })
  const positions = vertices.map((metres) => metres * 1000)
  addOwnForm(positions, head, seed)
  return {
    model,
    head,
    surface: curvedSurface(positions, model.triangles),
    look: randomLook(random, seed),
  }
}

/** Moves the vertices by a smooth field that no component makes: real heads are not in the model's space. */
const addOwnForm = (positionsMm: Float64Array, head: BuiltHead, seed: number): void => {
  const random = seededRandom(seed ^ 0x5eed)
  const waves = Array.from({ length: 24 }, () => {
    const direction = [random.normal(), random.normal(), random.normal()]
    const perMm = (2 * Math.PI) / (55 + 60 * random.next()) / Math.hypot(...direction)
    return {
      wave: direction.map((value) => value * perMm),
      phase: 2 * Math.PI * random.next(),
      move: [random.normal(), random.normal(), random.normal()],
    }
  })
  const field = new Float64Array(positionsMm.length)
  let greatest = 0
  for (let i = 0; i < positionsMm.length; i += 3) {
    const [x, y, z] = withEyesWhole([head.positionsMm[i], head.positionsMm[i + 1], head.positionsMm[i + 2]])
    for (const { wave, phase, move } of waves) {
      const height = Math.sin(wave[0] * x + wave[1] * y + wave[2] * z + phase)
      for (let axis = 0; axis < 3; axis++) field[i + axis] += height * move[axis]
    }
    greatest = Math.max(greatest, Math.hypot(field[i], field[i + 1], field[i + 2]))
  }
  for (let i = 0; i < positionsMm.length; i++) positionsMm[i] += (field[i] * ownFormMm) / greatest
}

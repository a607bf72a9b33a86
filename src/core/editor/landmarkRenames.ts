import type { Landmark } from '../model/landmarks.ts'

/** Old name → name that was meant. */
export type Renames = readonly (readonly [string, string])[]

/**
 * The points with other names: their places, states and surfaces go with them, their order in the set stays. A name that
 * another point has and keeps is not taken.
 */
export const renameLandmarks = (landmarks: readonly Landmark[], renames: Renames): readonly Landmark[] => {
  const meant = new Map(renames)
  const renamed = landmarks.map((landmark) => ({ ...landmark, name: meant.get(landmark.name) ?? landmark.name }))
  if (new Set(renamed.map(({ name }) => name)).size < renamed.length) return landmarks
  const byName = new Map(renamed.map((landmark) => [landmark.name, landmark]))
  const inOrder = landmarks.flatMap(({ name }) => byName.get(name) ?? [])
  const old = new Set(landmarks.map(({ name }) => name))
  return [...inOrder, ...renamed.filter(({ name }) => !old.has(name))]
}

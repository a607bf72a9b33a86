import type { Landmark, LandmarkStatus, SurfacePoint } from '../model/landmarks.ts'
import type { Vec3 } from '../model/transform.ts'
import { acceptProposal, moveLandmark, placeLandmark, setLandmarkStatus } from './landmarkGuide.ts'
import { type Renames, renameLandmarks } from './landmarkRenames.ts'

/** One thing a person did to the landmarks of a scan, as data. */
export type LandmarkEdit =
  | { readonly kind: 'place'; readonly name: string; readonly position: Vec3; readonly surface: SurfacePoint | null }
  /** As `place`, but the point keeps its state: a marker was dragged or nudged. */
  | { readonly kind: 'move'; readonly name: string; readonly position: Vec3; readonly surface: SurfacePoint | null }
  | {
      readonly kind: 'status'
      readonly name: string
      readonly status: Exclude<LandmarkStatus, 'placed'>
      readonly reason?: string | null
    }
  /** Takes proposed places, all at once: one undo entry. */
  | {
      readonly kind: 'accept'
      readonly proposals: readonly {
        readonly name: string
        readonly position: Vec3
        readonly surface: SurfacePoint | null
      }[]
    }
  | { readonly kind: 'rename'; readonly names: Renames }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }

/** What a landmark edit changes. */
export interface EditableLandmarks {
  readonly landmarks: readonly Landmark[]
}

/** The set after the edit. Undo and redo are known to the host only: they leave it as it is. */
export const applyLandmarkEdit = <Set extends EditableLandmarks>(set: Set, edit: LandmarkEdit): Set => {
  switch (edit.kind) {
    case 'place':
      return { ...set, landmarks: placeLandmark(set.landmarks, edit) }
    case 'move':
      return { ...set, landmarks: moveLandmark(set.landmarks, edit) }
    case 'status':
      return { ...set, landmarks: setLandmarkStatus(set.landmarks, edit.name, edit.status, edit.reason) }
    case 'accept':
      return { ...set, landmarks: edit.proposals.reduce(acceptProposal, set.landmarks) }
    case 'rename':
      return { ...set, landmarks: renameLandmarks(set.landmarks, edit.names) }
    case 'undo':
    case 'redo':
      return set
  }
}

/** What is shown while edits are on their way. */
export const withPendingEdits = <Set extends EditableLandmarks>(stored: Set, pending: readonly LandmarkEdit[]): Set =>
  pending.reduce(applyLandmarkEdit, stored)

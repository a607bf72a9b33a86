import type { Image, Project, Scan, SubjectDetail, SubjectSummary } from '#core/contract/contract.ts'
import { type PairChoice, standingScans } from '#core/editor/scanPairs.ts'
import { activeRoleOf, effectiveShow } from '#core/editor/scanViews.ts'
import { currentRegistration, type StepId } from '#core/editor/subjectSteps.ts'
import { type Preferences, setPreferences, usePreferences } from './preferences.ts'
import { peekServerData, useServerData } from './serverData.ts'
import { setSession, useSession } from './session.ts'

/** The chosen subject where it still exists, otherwise the first. */
const chosenSubject = (
  project: Project | null | undefined,
  subjects: readonly SubjectSummary[] | undefined,
  preferences: Preferences,
): string | null => {
  if (!project || !subjects || subjects.length === 0) return null
  const wanted = preferences.selectedSubjects[project.path]
  return subjects.some(({ id }) => id === wanted) ? wanted : subjects[0].id
}

/** The open project; null where none is open, undefined while the host has not said. */
export const useProject = (): Project | null | undefined => useServerData('projects.current', {}).data?.project

export const useSubjects = (): readonly SubjectSummary[] | undefined => {
  const project = useProject()
  return useServerData('subjects.list', project ? {} : null).data?.subjects
}

export const useSelectedSubjectId = (): string | null => {
  const project = useProject()
  const subjects = useSubjects()
  return usePreferences((preferences) => chosenSubject(project, subjects, preferences))
}

export const useSelectedSubject = (): SubjectDetail | undefined => {
  const subjectId = useSelectedSubjectId()
  return useServerData('subjects.get', subjectId === null ? null : { subjectId }).data
}

/** The same answers outside of components, from what has been asked already. */
export const currentProject = (): Project | null => peekServerData('projects.current', {})?.project ?? null

export const currentSubjects = (): readonly SubjectSummary[] => peekServerData('subjects.list', {})?.subjects ?? []

export const selectedSubjectId = (): string | null =>
  chosenSubject(currentProject(), currentSubjects(), usePreferences.getState())

export const selectedSubject = (): SubjectDetail | null => {
  const subjectId = selectedSubjectId()
  return (subjectId && peekServerData('subjects.get', { subjectId })) || null
}

export const selectSubject = (subjectId: string): void => {
  const project = currentProject()
  if (!project) return
  const { selectedSubjects } = usePreferences.getState()
  setPreferences({ selectedSubjects: { ...selectedSubjects, [project.path]: subjectId } })
}

/** Steps in which any two scans of the subject can stand where its coarse and its fine one do. */
const pairSteps: readonly StepId[] = ['landmarks', 'align']

/** The scans that stand as the coarse and the fine one in a step. */
export const standingIn = (subject: SubjectDetail, step: StepId, wanted: PairChoice | null) =>
  standingScans(subject, pairSteps.includes(step) ? wanted : null)

/** The scan that clicks and keys go to. */
export const activeScanOf = (
  subject: SubjectDetail,
  view: Pick<Preferences, 'show' | 'activeRole' | 'step'>,
): Scan | null => {
  const registered = effectiveShow(subject, view.show) === 'registration' ? currentRegistration(subject)?.scanId : null
  const role = activeRoleOf(subject, view)
  return (
    subject.scans.find(({ id }) => id === registered) ??
    (role && standingIn(subject, view.step, useSession.getState().scanPair)[role])
  )
}

export const activeScan = (): Scan | null => {
  const subject = selectedSubject()
  return subject && activeScanOf(subject, usePreferences.getState())
}

/** The photo that is shown: the chosen one where it still exists, otherwise the first. */
export const shownImageOf = (
  subject: SubjectDetail,
  preferences: Pick<Preferences, 'selectedImages'>,
): Image | null => {
  const wanted = preferences.selectedImages[subject.id]
  return subject.images.find(({ id }) => id === wanted) ?? subject.images[0] ?? null
}

export const shownImage = (): Image | null => {
  const subject = selectedSubject()
  return subject && shownImageOf(subject, usePreferences.getState())
}

export const selectImage = (subjectId: string, imageId: string): void => {
  const { selectedImages } = usePreferences.getState()
  const shown = shownImage()
  if (shown && shown.id !== imageId) setSession({ imageBefore: shown.id })
  setPreferences({ selectedImages: { ...selectedImages, [subjectId]: imageId } })
}

import { effectiveShow } from '#core/editor/scanViews.ts'
import { usePreferences } from '../state/preferences.ts'
import { currentProject, currentSubjects, selectedSubject, shownImage } from '../state/selection.ts'

/** Conditions that several actions share. */
export const hasProject = (): boolean => currentProject() !== null
export const hasSubjects = (): boolean => currentSubjects().length > 0
export const hasSubject = (): boolean => selectedSubject() !== null
export const hasMissingFiles = (): boolean => currentSubjects().some(({ missingFiles }) => missingFiles > 0)
export const showsScan = (): boolean =>
  usePreferences.getState().tab === 'scan' && (selectedSubject()?.scans.length ?? 0) > 0
export const showsOverlay = (): boolean => {
  const subject = selectedSubject()
  return showsScan() && subject !== null && effectiveShow(subject, usePreferences.getState().show) === 'both'
}
export const showsPhoto = (): boolean => usePreferences.getState().tab === 'photos' && shownImage() !== null
export const placesLandmarks = (): boolean => showsScan() && usePreferences.getState().step === 'landmarks'

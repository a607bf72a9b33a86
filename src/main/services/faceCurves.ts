import { contourMeaning } from '#core/model/faceContours.ts'
import type { SchemeCurve } from '#core/model/landmarks.ts'
import { landmarkSchemes } from '#core/model/schemes.ts'
import { projectSchemeFolder, readSchemeNow, userSchemeFolder } from '../files/schemeFiles.ts'
import type { OpenProject } from './openProject.ts'

/** The curves along lips and lids of a scheme by its name: they hold a registration. None where it is not known. */
export const faceCurvesOf = (project: Pick<OpenProject, 'folder'>, name: string | null): readonly SchemeCurve[] => {
  if (name === null) return []
  const scheme =
    landmarkSchemes.get(name) ??
    readSchemeNow(projectSchemeFolder(project.folder), name) ??
    readSchemeNow(userSchemeFolder(), name)
  return scheme?.curves.filter((curve) => contourMeaning(curve.name) !== null) ?? []
}

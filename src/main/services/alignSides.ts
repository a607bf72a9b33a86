import type { AlignSide } from '#core/jobs/alignMeshes.ts'
import type { OpenProject } from './openProject.ts'
import { requireSource } from './sourceFiles.ts'
import type { AlignWork } from './stepPlans.ts'

/** Two scans of a project as the job of aligning takes them: files, landmarks, units, and the trust painted on them. */
export const alignSides = async (
  project: OpenProject,
  work: Omit<AlignWork, 'options'>,
): Promise<{ readonly source: AlignSide; readonly target: AlignSide }> => {
  const side = async (which: 'source' | 'target'): Promise<AlignSide> => {
    const scan = work[which]
    const file = await requireSource(project, scan.fileId)
    const trust = work[`${which}Trust`]
    return {
      mesh: { ref: file.absolutePath, fileName: file.fileName },
      landmarks: work[`${which}Landmarks`],
      unit: scan.unit,
      trust: trust === null ? null : { ref: project.artefacts.pathOf(trust), fileName: trust },
    }
  }
  return { source: await side('source'), target: await side('target') }
}

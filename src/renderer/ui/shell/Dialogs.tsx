import type { ComponentType } from 'react'
import { type DialogName, useSession } from '../../app/state/session.ts'
import { AddScanDialog } from '../align/AddScanDialog.tsx'
import { ExportDialog } from '../exports/ExportDialog.tsx'
import { CommandPalette } from '../help/CommandPalette.tsx'
import { ShortcutSheet } from '../help/ShortcutSheet.tsx'
import { HistoryDialog } from '../history/HistoryDialog.tsx'
import { ImportDialog } from '../imports/ImportDialog.tsx'
import { ExportLandmarksDialog } from '../landmarks/ExportLandmarksDialog.tsx'
import { ImportLandmarksDialog } from '../landmarks/ImportLandmarksDialog.tsx'
import { ImportSchemeDialog } from '../landmarks/ImportSchemeDialog.tsx'
import { LandmarkReasonDialog } from '../landmarks/LandmarkReasonDialog.tsx'
import { SchemeDialog } from '../landmarks/SchemeDialog.tsx'
import { StudyDialog } from '../landmarks/StudyDialog.tsx'
import { ClassesDialog } from '../photos/ClassesDialog.tsx'
import { BatchDialog } from '../project/BatchDialog.tsx'
import { ProjectSettingsDialog } from '../project/ProjectSettingsDialog.tsx'
import { RelocateDialog } from '../project/RelocateDialog.tsx'
import { SubjectDialog } from '../subjects/SubjectDialog.tsx'
import { NewProjectDialog } from '../welcome/NewProjectDialog.tsx'
import { OpenProjectDialog } from '../welcome/OpenProjectDialog.tsx'

const dialogs: Readonly<Record<DialogName, ComponentType>> = {
  'new-project': NewProjectDialog,
  'open-project': OpenProjectDialog,
  import: ImportDialog,
  'project-settings': ProjectSettingsDialog,
  subject: SubjectDialog,
  export: ExportDialog,
  batch: BatchDialog,
  history: HistoryDialog,
  shortcuts: ShortcutSheet,
  palette: CommandPalette,
  relocate: RelocateDialog,
  'import-landmarks': ImportLandmarksDialog,
  'export-landmarks': ExportLandmarksDialog,
  'landmark-reason': LandmarkReasonDialog,
  scheme: SchemeDialog,
  'import-scheme': ImportSchemeDialog,
  study: StudyDialog,
  classes: ClassesDialog,
  'add-scan': AddScanDialog,
}

/** The one dialog that is open, if any. */
export const Dialogs = () => {
  const name = useSession(({ dialog }) => dialog)
  if (!name) return null
  const Shown = dialogs[name]
  return <Shown />
}

import { Button, DialogBody, DialogFooter, Radio, RadioGroup } from '@blueprintjs/core'
import { useState } from 'react'
import type { SubjectSummary } from '#core/contract/contract.ts'
import { startJob } from '../../app/state/jobs.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useProject, useSubjects } from '../../app/state/selection.ts'
import { closeDialog } from '../../app/state/session.ts'
import { PathField } from '../folders/PathField.tsx'
import { SubjectChecklist } from './SubjectChecklist.tsx'

type Layout = 'h3ds' | 'mica'

const layouts: readonly { readonly value: Layout; readonly title: string; readonly text: string }[] = [
  {
    value: 'h3ds',
    title: 'H3DS',
    text: 'Aligned scan, photos, masks and cameras per scene: for multi-view reconstruction.',
  },
  {
    value: 'mica',
    title: 'MICA',
    text: 'Registered meshes and FLAME parameters per subject: for training monocular reconstruction.',
  },
]

const isExportable = ({ status }: SubjectSummary): boolean => status.align === 'done' || status.register === 'done'

const LayoutChoice = ({
  layout,
  onChange,
}: {
  readonly layout: Layout
  readonly onChange: (layout: Layout) => void
}) => (
  <RadioGroup label="Layout" selectedValue={layout} onChange={(event) => onChange(event.currentTarget.value as Layout)}>
    {layouts.map(({ value, title, text }) => (
      <Radio key={value} value={value} aria-label={title}>
        <span className="strong">{title}</span>
        <span className="muted layout-text">{text}</span>
      </Radio>
    ))}
  </RadioGroup>
)

/** Which layout, where to, and who. */
export const ExportForm = ({ onStarted }: { readonly onStarted: (jobId: string) => void }) => {
  const project = useProject()
  const subjects = useSubjects() ?? []
  const remembered = usePreferences(({ lastFolders }) => lastFolders.exported)
  const [layout, setLayout] = useState<Layout>('h3ds')
  const [typed, setTyped] = useState<string | null>(null)
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set())
  const out = typed ?? remembered ?? (project ? `${project.path}-${layout}` : '')
  const chosen = subjects.filter((subject) => isExportable(subject) && !leftOut.has(subject.id))

  const toggle = ({ id }: SubjectSummary): void => {
    const next = new Set(leftOut)
    if (!next.delete(id)) next.add(id)
    setLeftOut(next)
  }
  const run = async (): Promise<void> => {
    const jobId = await startJob('exports.run', { layout, out, subjectIds: chosen.map(({ id }) => id) })
    if (typed) setPreferences({ lastFolders: { ...usePreferences.getState().lastFolders, exported: typed } })
    if (jobId) onStarted(jobId)
  }
  return (
    <>
      <DialogBody>
        <LayoutChoice layout={layout} onChange={setLayout} />
        <PathField
          id="export-folder"
          label="Folder"
          help="It is made where it does not exist. Cameo never writes into a folder that holds other files."
          question="Where should the export be written?"
          purpose="export"
          choose="folder"
          value={out}
          onChange={setTyped}
        />
        <SubjectChecklist
          subjects={subjects}
          isChecked={({ id }) => !leftOut.has(id)}
          isPossible={isExportable}
          obstacle="not aligned or registered yet"
          onToggle={toggle}
        />
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={closeDialog} />
            <Button
              intent="primary"
              text={`Export ${chosen.length} ${chosen.length === 1 ? 'subject' : 'subjects'}`}
              disabled={chosen.length === 0 || out.trim() === ''}
              onClick={() => void run()}
            />
          </>
        }
      />
    </>
  )
}

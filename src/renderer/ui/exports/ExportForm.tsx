import { Button, DialogBody, DialogFooter, FormGroup, InputGroup, Radio, RadioGroup } from '@blueprintjs/core'
import { useState } from 'react'
import type { SubjectSummary } from '#core/contract/contract.ts'
import { startJob } from '../../app/state/jobs.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { useProject, useSubjects } from '../../app/state/selection.ts'
import { closeDialog } from '../../app/state/session.ts'
import { FolderChooser } from '../folders/FolderChooser.tsx'
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

/** Which layout, where to, and who. */
export const ExportForm = ({ onStarted }: { readonly onStarted: (jobId: string) => void }) => {
  const project = useProject()
  const subjects = useSubjects() ?? []
  const remembered = usePreferences(({ lastFolders }) => lastFolders.exported)
  const [layout, setLayout] = useState<Layout>('h3ds')
  const [typed, setTyped] = useState<string | null>(null)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [isChoosing, setChoosing] = useState(false)
  const out = typed ?? remembered ?? (project ? `${project.path}-${layout}` : '')
  const chosen = subjects.filter((subject) => isExportable(subject) && !left.has(subject.id))

  const run = async (): Promise<void> => {
    const jobId = await startJob('exports.run', { layout, out, subjectIds: chosen.map(({ id }) => id) })
    if (typed) setPreferences({ lastFolders: { ...usePreferences.getState().lastFolders, exported: typed } })
    if (jobId) onStarted(jobId)
  }
  if (isChoosing) {
    return (
      <FolderChooser
        title="Where should the export be written?"
        purpose="export"
        choose="folder"
        confirmText="Use this folder"
        onChoose={(path) => {
          setTyped(path)
          setChoosing(false)
        }}
        onClose={() => setChoosing(false)}
      />
    )
  }
  return (
    <>
      <DialogBody>
        <RadioGroup
          label="Layout"
          selectedValue={layout}
          onChange={(event) => setLayout(event.currentTarget.value as Layout)}
        >
          {layouts.map(({ value, title, text }) => (
            <Radio key={value} value={value} aria-label={title}>
              <span className="strong">{title}</span>
              <span className="muted layout-text">{text}</span>
            </Radio>
          ))}
        </RadioGroup>
        <FormGroup
          label="Folder"
          labelFor="export-folder"
          helperText="It is made where it does not exist. Cameo never writes into a folder that holds other files."
        >
          <div className="row row-tight">
            <InputGroup
              id="export-folder"
              className="grow"
              fill
              spellCheck={false}
              value={out}
              onChange={(event) => setTyped(event.target.value)}
            />
            <Button text="Choose…" aria-label="Choose the export folder" onClick={() => setChoosing(true)} />
          </div>
        </FormGroup>
        <SubjectChecklist
          subjects={subjects}
          isChecked={({ id }) => !left.has(id)}
          isPossible={isExportable}
          obstacle="not aligned or registered yet"
          onToggle={({ id }) => {
            const next = new Set(left)
            if (!next.delete(id)) next.add(id)
            setLeft(next)
          }}
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

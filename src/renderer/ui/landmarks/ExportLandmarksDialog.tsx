/**
 * Points of one scan as a file.
 * The user wants: the points in the format of another program, and to know what it cannot hold.
 * Fewest actions: name, folder and format are proposed; one click writes, and what was lost is said at once.
 */
import { Button, Callout, Checkbox, Dialog, DialogBody, DialogFooter, FormGroup, InputGroup } from '@blueprintjs/core'
import { useState } from 'react'
import type { Output } from '#core/contract/contract.ts'
import { landmarkFormats } from '#core/formats/index.ts'
import { type ErrorRecord, toErrorRecord } from '#core/model/errors.ts'
import { setPreferences, usePreferences } from '../../app/state/preferences.ts'
import { schemeNamed } from '../../app/state/schemes.ts'
import { activeScan, selectedSubject, useProject } from '../../app/state/selection.ts'
import { closeDialog, useSession } from '../../app/state/session.ts'
import { client } from '../../app/transport/client.ts'
import { Picker } from '../controls/Picker.tsx'
import { PathField } from '../folders/PathField.tsx'

const formats = [
  ...landmarkFormats
    .filter(({ write }) => write)
    .map(({ title, extensions, fileNames }) => ({
      value: fileNames?.[0] ?? `.${extensions[0]}`,
      text: title,
      detail: fileNames?.[0] ?? `.${extensions[0]}`,
    })),
  { value: '.photos.csv', text: 'Clicks in the photos, a table', detail: '.photos.csv' },
]

const plainName = (text: string): string => text.replace(/[^\p{L}\p{N}_.-]+/gu, '_')

const writtenText = ({ points, placed, output }: Output<'landmarks.export'>): string =>
  placed === points
    ? `${points} points are in ${output}.`
    : `${points} points, ${placed} of them placed, are in ${output}.`

export const ExportLandmarksDialog = () => {
  const project = useProject()
  const observer = useSession((session) => session.observer)
  const { lastFolders, scheme } = usePreferences()
  const [scan] = useState(activeScan)
  const [name, setName] = useState(() => plainName(`${selectedSubject()?.name ?? 'scan'}_${scan?.role ?? ''}`))
  const [ending, setEnding] = useState('.json')
  const [typed, setTyped] = useState<string | null>(null)
  const [withCurves, setWithCurves] = useState(false)
  const [done, setDone] = useState<Output<'landmarks.export'> | null>(null)
  const [failure, setFailure] = useState<ErrorRecord | null>(null)
  const folder = typed ?? lastFolders.landmarks ?? project?.path ?? ''
  const hasCurves = schemeNamed(scheme).curves.some(({ semiLandmarks }) => semiLandmarks > 0)
  // What a whole file is called is not for the person to choose.
  const isWhole = !ending.startsWith('.')
  const fileName = isWhole ? ending : `${name}${ending}`
  const write = async (): Promise<void> => {
    if (!scan) return
    setDone(null)
    setFailure(null)
    const semiLandmarks = hasCurves && withCurves && ending !== '.photos.csv'
    const wanted = { scanId: scan.id, observer, path: `${folder}/${fileName}`, semiLandmarks }
    try {
      setDone(await client.call('landmarks.export', { ...wanted, scheme: semiLandmarks ? scheme : null }))
      if (typed) setPreferences({ lastFolders: { ...lastFolders, landmarks: typed } })
    } catch (error) {
      setFailure(toErrorRecord(error))
    }
  }
  return (
    <Dialog isOpen title={`Export the points of the ${scan?.role ?? ''} scan`} onClose={closeDialog}>
      <DialogBody>
        <FormGroup label="Format">
          <Picker fill label="Format of the file" value={ending} options={formats} onChange={setEnding} />
        </FormGroup>
        {!isWhole && (
          <FormGroup label="Name" labelFor="landmark-file">
            <InputGroup id="landmark-file" fill value={name} onValueChange={setName} />
          </FormGroup>
        )}
        <PathField
          id="landmark-folder"
          label="Folder"
          help={`Written as ${fileName}; a file of this name is replaced.`}
          question="Where should the points be written?"
          purpose="landmarks"
          choose="folder"
          value={folder}
          onChange={setTyped}
        />
        {hasCurves && (
          <Checkbox
            label="With the semi-landmarks of the scheme’s curves"
            checked={withCurves}
            onChange={() => setWithCurves(!withCurves)}
          />
        )}
        {failure && (
          <Callout intent="danger" compact>
            {failure.message}
          </Callout>
        )}
        {done && (
          <Callout intent={done.warnings.length > 0 ? 'warning' : 'success'} compact role="status" aria-label="Written">
            {writtenText(done)} {done.warnings.map(({ message }) => message).join(' ')}
          </Callout>
        )}
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text={done ? 'Close' : 'Cancel'} onClick={closeDialog} />
            <Button
              intent="primary"
              text="Export"
              disabled={!scan || folder.trim() === '' || (!isWhole && name.trim() === '')}
              onClick={() => void write()}
            />
          </>
        }
      />
    </Dialog>
  )
}

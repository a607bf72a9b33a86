import { Button } from '@blueprintjs/core'
import { useState } from 'react'
import type { Output } from '#core/contract/contract.ts'
import { selectImage } from '../../app/state/selection.ts'
import { attempt } from '../../app/state/toasts.ts'
import { client } from '../../app/transport/client.ts'
import { Fold } from '../controls/Fold.tsx'
import { WarningList } from '../controls/WarningList.tsx'
import { PathField } from '../folders/PathField.tsx'

type Comparison = Output<'maskChecks.compare'>

const Comparisons = ({ subjectId, found }: { readonly subjectId: string; readonly found: Comparison }) => (
  <>
    <table className="bp6-html-table bp6-compact agreement-table" aria-label="Agreement of two annotators">
      <thead>
        <tr>
          <th>Photo</th>
          <th>IoU</th>
          <th>Outline F</th>
        </tr>
      </thead>
      <tbody>
        {[...found.photos]
          .sort((a, b) => a.iou - b.iou)
          .map(({ imageId, name, iou, boundaryF }) => (
            <tr key={imageId}>
              <td>
                <button type="button" className="link-button one-line" onClick={() => selectImage(subjectId, imageId)}>
                  {name}
                </button>
              </td>
              <td>{iou.toFixed(3)}</td>
              <td>{boundaryF.toFixed(3)}</td>
            </tr>
          ))}
      </tbody>
      <tfoot>
        <tr>
          <th>Mean</th>
          <td>{found.meanIou.toFixed(3)}</td>
          <td>{found.meanBoundaryF.toFixed(3)}</td>
        </tr>
      </tfoot>
    </table>
    <WarningList warnings={found.warnings} />
  </>
)

/** The subject's masks beside those of another person, which lie in a folder. */
export const AnnotatorPanel = ({ subjectId }: { readonly subjectId: string }) => {
  const [folder, setFolder] = useState('')
  const [found, setFound] = useState<{ readonly subjectId: string; readonly result: Comparison } | null>(null)
  const [isBusy, setBusy] = useState(false)
  const result = found?.subjectId === subjectId ? found.result : null
  const compare = (): void => {
    setBusy(true)
    void attempt(async () =>
      setFound({ subjectId, result: await client.run('maskChecks.compare', { subjectId, folder: folder.trim() }) }),
    ).finally(() => setBusy(false))
  }
  return (
    <Fold title="Another annotator" summary={result ? `IoU ${result.meanIou.toFixed(3)}` : undefined}>
      <PathField
        id="annotator-masks"
        label="Folder of their masks"
        help="Pictures named as the photos, or with their numbers; “masks save” writes such a folder."
        question="Choose the folder of their masks"
        purpose="masks"
        choose="folder"
        value={folder}
        onChange={setFolder}
      />
      <Button fill text="Compare" loading={isBusy} disabled={folder.trim() === ''} onClick={compare} />
      {result && <Comparisons subjectId={subjectId} found={result} />}
    </Fold>
  )
}

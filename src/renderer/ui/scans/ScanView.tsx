/**
 * The scans of a subject in 3D.
 * The user wants: to place points where they belong, and later to judge with their own eyes whether a result is good.
 * Fewest actions: one click per point; Tab for the other scan; O and H for the overlay and its heat map.
 */
import { Callout } from '@blueprintjs/core'
import { CubeAdd, Intersection } from '@blueprintjs/icons'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { choiceOf } from '#core/editor/scanPairs.ts'
import { effectiveShow } from '#core/editor/scanViews.ts'
import { useTrustUrls } from '../../app/documents/trustDocuments.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { useScanPair } from '../../app/state/scanPair.ts'
import { standingIn } from '../../app/state/selection.ts'
import { useSession } from '../../app/state/session.ts'
import { useOverlay } from '../align/useOverlay.ts'
import { EmptyState } from '../controls/EmptyState.tsx'
import { PhotoBeside } from '../photos/PhotoBeside.tsx'
import { ScanPane } from './ScanPane.tsx'
import { ScanToolbar } from './ScanToolbar.tsx'
import { viewPanes } from './viewLayers.ts'

export const ScanView = ({ subject }: { readonly subject: SubjectDetail }) => {
  const preferences = usePreferences()
  const blink = useSession((session) => session.blink)
  const overlay = useOverlay(subject)
  const trustUrls = useTrustUrls(subject)
  const pair = useScanPair(subject)
  const standing = standingIn(subject, preferences.step, pair && choiceOf(pair))
  const show = effectiveShow(subject, preferences.show)
  if (show === null) {
    return (
      <EmptyState
        icon={<CubeAdd size={36} />}
        title="No scan"
        description="This subject has photos only. Import a capture that holds a scan (PLY, OBJ or STL) to see it here."
      />
    )
  }
  const panes = viewPanes({ subject, standing, pair: preferences.step === 'align' ? pair : null, overlay }, show, {
    ...preferences,
    blink,
    trustUrls,
  })
  const missing = panes.filter(({ scan }) => !scan.file.present)
  return (
    <div className="scan-view fill">
      <ScanToolbar subject={subject} panes={panes} />
      {missing.map(({ scan }) => (
        <Callout key={scan.id} intent="warning" compact>
          {scan.file.path} is not where it was when it was imported. Use “Locate missing files”.
        </Callout>
      ))}
      <div className="scan-panes">
        {panes.length === 0 && (
          <EmptyState
            icon={<Intersection size={36} />}
            title="Nothing to lay over each other yet"
            description="The overlay needs three landmarks of the same names on both scans, or an alignment."
          />
        )}
        {panes.map((pane) => (
          <ScanPane key={pane.key} pane={pane} subject={subject} isSide={show === 'side'} />
        ))}
        {preferences.photoBeside && preferences.step === 'landmarks' && subject.images.length > 0 && (
          <PhotoBeside subject={subject} />
        )}
      </div>
    </div>
  )
}

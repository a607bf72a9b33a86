import { Spinner } from '@blueprintjs/core'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { showPhotosTab, showScanTab } from '../../app/actions/showTab.ts'
import { runAction } from '../../app/actions/useActions.ts'
import { type MiddleTab, usePreferences } from '../../app/state/preferences.ts'
import { ImportInvitation } from '../imports/ImportInvitation.tsx'
import { useServedTitle } from '../landmarks/BlindPanel.tsx'
import { PhotoPane } from '../photos/PhotoPane.tsx'
import { ScanView } from '../scans/ScanView.tsx'

const tabs = [
  { tab: 'scan', text: '3D view', action: showScanTab },
  { tab: 'photos', text: 'Photos', action: showPhotosTab },
] as const

const Tabs = ({ shown, subject }: { readonly shown: MiddleTab; readonly subject: SubjectDetail }) => (
  <div className="middle-tabs" role="tablist" aria-label="Views">
    {tabs.map(({ tab, text, action }) => {
      const Icon = action.icon
      return (
        <button
          key={tab}
          type="button"
          role="tab"
          className="middle-tab"
          id={`middle-tab-${tab}`}
          aria-selected={tab === shown}
          aria-controls="middle-panel"
          onClick={() => runAction(action)}
        >
          <Icon size={14} />
          {text}
          {tab === 'photos' && <span className="quiet">{subject.images.length}</span>}
        </button>
      )
    })}
  </div>
)

export interface MiddleProps {
  readonly subject: SubjectDetail | undefined
  /** A subject is chosen, and its data is on the way. */
  readonly isLoading: boolean
}

/** The scans or the photos of the subject. */
export const Middle = ({ subject, isLoading }: MiddleProps) => {
  const tab = usePreferences((preferences) => preferences.tab)
  const served = useServedTitle()
  if (!subject) {
    return isLoading ? <Spinner className="middle-wait" size={36} /> : <ImportInvitation />
  }
  return (
    <main className="middle fill" aria-label={served ?? subject.name}>
      <Tabs shown={tab} subject={subject} />
      <div id="middle-panel" className="grow" role="tabpanel" aria-labelledby={`middle-tab-${tab}`}>
        {tab === 'scan' ? <ScanView subject={subject} /> : <PhotoPane subject={subject} />}
      </div>
    </main>
  )
}

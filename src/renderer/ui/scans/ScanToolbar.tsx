import { Button, Menu, MenuDivider, PopoverNext } from '@blueprintjs/core'
import { CaretDown, EyeOpen } from '@blueprintjs/icons'
import type { SubjectDetail } from '#core/contract/contract.ts'
import { type ScanShow, scanShows, showObstacle } from '#core/editor/scanViews.ts'
import { fitView } from '../../app/actions/fitView.ts'
import { togglePhotoBeside } from '../../app/actions/photoBeside.ts'
import { showScanActions } from '../../app/actions/showScans.ts'
import { standardViewActions } from '../../app/actions/standardViews.ts'
import { styleActions } from '../../app/actions/surfaceStyle.ts'
import { toggleLinkedViews } from '../../app/actions/toggleLinkedViews.ts'
import { toggleSnap } from '../../app/actions/toggleSnap.ts'
import { toggleWireframe } from '../../app/actions/toggleWireframe.ts'
import { usePreferences } from '../../app/state/preferences.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { ActionGroup } from '../controls/ActionGroup.tsx'
import { ActionMenuItem } from '../controls/ActionMenuItem.tsx'
import { LayerMenu } from './LayerMenu.tsx'
import { ScanInfo } from './ScanInfo.tsx'
import type { ViewPane } from './viewLayers.ts'

const showTexts: Readonly<Record<ScanShow, string>> = {
  coarse: 'Coarse',
  fine: 'Fine',
  side: 'Side by side',
  both: 'Overlay',
  registration: 'Registered',
}

const ViewMenu = () => (
  <PopoverNext
    placement="bottom-end"
    arrow={false}
    content={
      <Menu aria-label="Standard views">
        {standardViewActions.map((action) => (
          <ActionMenuItem key={action.id} action={action} />
        ))}
        <MenuDivider />
        <ActionMenuItem action={fitView} />
      </Menu>
    }
  >
    <Button variant="minimal" size="small" icon={<EyeOpen />} endIcon={<CaretDown />} aria-label="Standard views" />
  </PopoverNext>
)

/** What of the scans is shown and how; what only one kind of work needs is there while that is done. */
export const ScanToolbar = (props: { readonly subject: SubjectDetail; readonly panes: readonly ViewPane[] }) => {
  const isPlacing = usePreferences(({ step }) => step === 'landmarks')
  return (
    <div className="bar scan-toolbar" role="toolbar" aria-label="3D view">
      <ActionGroup
        label="Scans shown"
        choices={scanShows.map((each) => ({
          action: showScanActions[each],
          text: showTexts[each],
          obstacle: showObstacle(props.subject, each),
        }))}
      />
      <span className="grow" />
      <ActionGroup label="Surface style" choices={Object.values(styleActions).map((action) => ({ action }))} />
      {props.panes.length > 1 && <ActionButton action={toggleLinkedViews} size="small" />}
      {isPlacing && (
        <>
          <ActionButton action={togglePhotoBeside} size="small" />
          <ActionButton action={toggleSnap} size="small" />
        </>
      )}
      <ActionButton action={toggleWireframe} size="small" />
      <LayerMenu roles={props.panes.flatMap(({ roles }) => roles)} />
      <span className="bar-rule" />
      <ViewMenu />
      <ScanInfo subject={props.subject} />
    </div>
  )
}

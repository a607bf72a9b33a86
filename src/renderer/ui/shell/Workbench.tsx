/**
 * The window while a project is open.
 * The user wants: who on the left, the thing itself in the middle, what can be done on the right, all at once.
 * Fewest actions: nothing has to be opened or saved; panels are dragged to size once and stay so.
 */
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import type { Project } from '#core/contract/contract.ts'
import { useSelectedSubject, useSelectedSubjectId } from '../../app/state/selection.ts'
import { useSession } from '../../app/state/session.ts'
import { useUnitPx } from '../controls/unitPx.ts'
import { DropVeil } from '../imports/DropVeil.tsx'
import { ImportReport } from '../imports/ImportReport.tsx'
import { Inspector } from '../inspector/Inspector.tsx'
import { JobsTray } from '../jobs/JobsTray.tsx'
import { BlindPanel } from '../landmarks/BlindPanel.tsx'
import { SubjectPanel } from '../subjects/SubjectPanel.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { Middle } from './Middle.tsx'
import { StatusBar } from './StatusBar.tsx'
import { TopBar } from './TopBar.tsx'

/** On a wide window the numbers need not wrap: the inspector begins wider. In units of the design. */
const inspectorUnits = (windowUnits: number): number => (windowUnits >= 450 ? 100 : 80)

export const Workbench = ({ project }: { readonly project: Project }) => {
  const subjectId = useSelectedSubjectId()
  const subject = useSelectedSubject()
  const layout = useDefaultLayout({ id: 'cameo-workbench' })
  const blind = useSession((session) => session.blind)
  const unit = useUnitPx()
  return (
    <>
      <div className="workbench">
        <TopBar project={project} />
        <ConnectionBanner />
        <Group className="grow" {...layout}>
          <Panel
            id="subjects"
            defaultSize={unit * 60}
            minSize={unit * 46}
            maxSize={unit * 110}
            groupResizeBehavior="preserve-pixel-size"
          >
            {blind ? <BlindPanel blind={blind} /> : <SubjectPanel />}
          </Panel>
          <Separator className="separator" aria-label="Width of the subjects" />
          <Panel id="middle" minSize={unit * 90}>
            <Middle subject={subject} isLoading={subjectId !== null} />
          </Panel>
          {subject && (
            <>
              <Separator className="separator" aria-label="Width of the inspector" />
              <Panel
                id="inspector"
                defaultSize={unit * inspectorUnits(window.innerWidth / unit)}
                minSize={unit * 68}
                maxSize={unit * 130}
                groupResizeBehavior="preserve-pixel-size"
              >
                <Inspector subject={subject} />
              </Panel>
            </>
          )}
        </Group>
        <StatusBar />
      </div>
      <JobsTray />
      <ImportReport />
      <DropVeil />
    </>
  )
}

import { Button, Menu, MenuDivider, PopoverNext } from '@blueprintjs/core'
import { CaretDown, Search } from '@blueprintjs/icons'
import type { Project } from '#core/contract/contract.ts'
import type { Action } from '../../app/actions/action.ts'
import { closeProjectAction } from '../../app/actions/closeProjectAction.ts'
import { exportDataset } from '../../app/actions/exportDataset.ts'
import { importCapture } from '../../app/actions/importCapture.ts'
import { locateFiles } from '../../app/actions/locateFiles.ts'
import { newProject } from '../../app/actions/newProject.ts'
import { openProjectAction } from '../../app/actions/openProjectAction.ts'
import { projectSettings } from '../../app/actions/projectSettings.ts'
import { runBatch } from '../../app/actions/runBatch.ts'
import { showHistory } from '../../app/actions/showHistory.ts'
import { showPalette } from '../../app/actions/showPalette.ts'
import { showShortcuts } from '../../app/actions/showShortcuts.ts'
import { toggleJobs } from '../../app/actions/toggleJobs.ts'
import { toggleTheme } from '../../app/actions/toggleTheme.ts'
import { runAction } from '../../app/actions/useActions.ts'
import { ActionButton } from '../controls/ActionButton.tsx'
import { ActionMenuItem } from '../controls/ActionMenuItem.tsx'
import { Brand } from '../controls/Brand.tsx'
import { KeyCaps } from '../controls/KeyCaps.tsx'

const menuParts: readonly (readonly Action[])[] = [
  [newProject, openProjectAction],
  [importCapture, exportDataset, runBatch],
  [projectSettings, showHistory, locateFiles],
  [closeProjectAction],
]

const ProjectMenu = ({ project }: { readonly project: Project }) => (
  <PopoverNext
    placement="bottom-start"
    arrow={false}
    content={
      <Menu aria-label="Project">
        {menuParts.map((part, index) => [
          index > 0 && <MenuDivider key={part[0].id} />,
          ...part.map((action) => <ActionMenuItem key={`${action.id}-item`} action={action} />),
        ])}
      </Menu>
    }
  >
    <Button
      variant="minimal"
      className="project-button"
      icon={<Brand sizePx={20} />}
      endIcon={<CaretDown />}
      text={project.name}
      aria-label={`Project ${project.name}, menu`}
    />
  </PopoverNext>
)

/** The project, the search for commands, and what concerns the window as a whole. */
export const TopBar = ({ project }: { readonly project: Project }) => (
  <header className="bar top-bar">
    <h1 className="visually-hidden">Cameo: {project.name}</h1>
    <div className="top-side row">
      <ProjectMenu project={project} />
    </div>
    <Button className="command-button" alignText="start" icon={<Search />} onClick={() => runAction(showPalette)}>
      <span className="grow quiet">Find a command</span>
      <KeyCaps shortcut="mod+k" />
    </Button>
    <div className="top-side top-right row row-tight">
      <ActionButton action={toggleJobs} />
      <ActionButton action={showHistory} />
      <ActionButton action={projectSettings} />
      <span className="bar-rule" />
      <ActionButton action={toggleTheme} />
      <ActionButton action={showShortcuts} />
    </div>
  </header>
)

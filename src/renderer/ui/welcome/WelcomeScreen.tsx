/**
 * The first screen.
 * The user wants: to go on where the work was left; the first time, to begin.
 * Fewest actions: one click on a recent project; new and open are the two buttons beside it.
 */
import { Button, Card } from '@blueprintjs/core'
import { FolderNew, FolderOpen, Mugshot } from '@blueprintjs/icons'
import type { Output } from '#core/contract/contract.ts'
import { openProject } from '../../app/state/projects.ts'
import { useServerData } from '../../app/state/serverData.ts'
import { openDialog } from '../../app/state/session.ts'
import { attempt } from '../../app/state/toasts.ts'
import { Brand } from '../controls/Brand.tsx'
import { PathText } from '../controls/PathText.tsx'

type RecentProject = Output<'host.info'>['recentProjects'][number]

const RecentList = ({ recent }: { readonly recent: readonly RecentProject[] }) => (
  <ul className="plain-list welcome-list">
    {recent.map(({ path, name, present }) => (
      <li key={path}>
        <button
          type="button"
          className="recent-project row"
          disabled={!present}
          aria-label={present ? `Open ${name}` : `${name}, its folder is not there any more`}
          onClick={() => void attempt(() => openProject(path))}
        >
          <Mugshot size={20} className="quiet" />
          <span className="recent-names grow">
            <span className="strong one-line">{name}</span>
            {present ? <PathText path={path} /> : <span className="quiet">The folder is not there any more</span>}
          </span>
        </button>
      </li>
    ))}
  </ul>
)

export const WelcomeScreen = () => {
  const host = useServerData('host.info', {}).data
  const recent = host?.recentProjects ?? []
  return (
    <main className="welcome scroll">
      <div className="welcome-inner">
        <section className="welcome-begin column" aria-label="Begin">
          <Brand sizePx={72} />
          <div>
            <h1 className="welcome-title">Cameo</h1>
            <p className="muted welcome-text">
              From captured scans and photos to an aligned, registered, verified 3D head dataset.
            </p>
          </div>
          <div className="column welcome-buttons">
            <Button
              size="large"
              intent="primary"
              alignText="start"
              icon={<FolderNew />}
              text="New project…"
              onClick={() => openDialog('new-project')}
            />
            <Button
              size="large"
              alignText="start"
              icon={<FolderOpen />}
              text="Open project…"
              onClick={() => openDialog('open-project')}
            />
          </div>
          {host && <p className="quiet welcome-version">Version {host.version}. Everything stays on this machine.</p>}
        </section>
        <section className="welcome-recent grow" aria-label="Recent projects">
          <h2 className="section-title">Recent projects</h2>
          {recent.length > 0 ? (
            <RecentList recent={recent} />
          ) : (
            <Card className="welcome-none muted">
              Projects you create or open appear here. A project is a folder: it keeps your work and refers to the
              captures where they are.
            </Card>
          )}
        </section>
      </div>
    </main>
  )
}

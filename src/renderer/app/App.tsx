import { BlueprintProvider, Spinner } from '@blueprintjs/core'
import { useEffect } from 'react'
import { ConnectionBanner } from '../ui/shell/ConnectionBanner.tsx'
import { Dialogs } from '../ui/shell/Dialogs.tsx'
import { Workbench } from '../ui/shell/Workbench.tsx'
import { WelcomeScreen } from '../ui/welcome/WelcomeScreen.tsx'
import { useActionShortcuts } from './actions/useActions.ts'
import { usePreferences } from './state/preferences.ts'
import { useProject } from './state/selection.ts'

/** Dialogs and toasts are mounted on the body: the theme must reach them too. */
const useThemeOnBody = (): void => {
  const theme = usePreferences((preferences) => preferences.theme)
  useEffect(() => {
    document.body.classList.toggle('bp6-dark', theme === 'dark')
  }, [theme])
}

const Screen = () => {
  const project = useProject()
  if (project === undefined) return <Spinner className="middle-wait" size={40} aria-label="Connecting to the host" />
  return project ? (
    <Workbench key={project.path} project={project} />
  ) : (
    <>
      <ConnectionBanner />
      <WelcomeScreen />
    </>
  )
}

export const App = () => {
  useThemeOnBody()
  useActionShortcuts()
  return (
    <BlueprintProvider>
      <div className="app">
        <Screen />
        <Dialogs />
      </div>
    </BlueprintProvider>
  )
}

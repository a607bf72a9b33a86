import { Menu, type MenuItemConstructorOptions } from 'electron'

/** An action of the window by its id, or something that Electron does itself. */
type MenuEntry =
  | { readonly title: string; readonly actionId: string }
  | { readonly role: NonNullable<MenuItemConstructorOptions['role']> }
  | 'separator'

interface MenuSection {
  readonly title: string
  readonly entries: readonly MenuEntry[]
}

/**
 * The application's menu. Keys are the window's own: it shows and hears them, also where there is no menu.
 * The ids are those of the window's actions.
 */
export const menuSections: readonly MenuSection[] = [
  {
    title: '&Project',
    entries: [
      { title: 'New project…', actionId: 'project.new' },
      { title: 'Open project…', actionId: 'project.open' },
      'separator',
      { title: 'Import captures…', actionId: 'project.import' },
      { title: 'Run all steps…', actionId: 'project.batch' },
      { title: 'Export a dataset…', actionId: 'project.export' },
      'separator',
      { title: 'Settings…', actionId: 'project.settings' },
      { title: 'History…', actionId: 'project.history' },
      { title: 'Locate files…', actionId: 'project.locate-files' },
      'separator',
      { title: 'Close project', actionId: 'project.close' },
      { role: 'quit' },
    ],
  },
  {
    title: '&Edit',
    entries: [
      { title: 'Undo', actionId: 'edit.undo' },
      { title: 'Redo', actionId: 'edit.redo' },
      'separator',
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  },
  {
    title: '&View',
    entries: [
      { title: 'Fit to view', actionId: 'view.fit' },
      { title: 'Wireframe', actionId: 'view.wireframe' },
      { title: 'Jobs', actionId: 'window.jobs' },
      { title: 'Dark or light', actionId: 'window.theme' },
      'separator',
      { role: 'reload' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
    ],
  },
  {
    title: '&Help',
    entries: [
      { title: 'All commands…', actionId: 'window.palette' },
      { title: 'Keyboard shortcuts', actionId: 'window.shortcuts' },
    ],
  },
]

const itemOf = (entry: MenuEntry, invoke: (actionId: string) => void): MenuItemConstructorOptions => {
  if (entry === 'separator') return { type: 'separator' }
  if ('role' in entry) return { role: entry.role }
  return { label: entry.title, id: entry.actionId, click: () => invoke(entry.actionId) }
}

/** Builds and sets the menu; `invoke` is called with the id of the action that was chosen. */
export const setMenu = (invoke: (actionId: string) => void, platform: NodeJS.Platform = process.platform): void => {
  const sections = menuSections.map(({ title, entries }) => ({
    label: title,
    submenu: entries.map((entry) => itemOf(entry, invoke)),
  }))
  const template: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }, ...sections] : sections
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createElectronStandIn } from '../../electron/standIn/electronStandIn.ts'
import type { StandInControl } from '../../electron/standIn/standInControl.ts'

let standIn = createElectronStandIn()

let control: StandInControl
let invoked: string[]

const show = async (platform: NodeJS.Platform): Promise<void> => {
  const { setMenu } = await import('../../../src/main/hosts/electron/menu.ts')
  setMenu((actionId) => invoked.push(actionId), platform)
}

beforeEach(() => {
  vi.resetModules()
  standIn = createElectronStandIn()
  vi.doMock('electron', () => standIn.module)
  control = standIn.control
  invoked = []
})

describe('the menu', () => {
  it('is made from its registry and set', async () => {
    await show('linux')
    expect(control.menu.map(({ label }) => label)).toEqual(['&Project', '&Edit', '&View', '&Help'])
    expect(control.calls).toContain('Menu.setApplicationMenu')
  })

  it('begins with the program’s own menu on a Mac', async () => {
    await show('darwin')
    expect(control.menu[0]).toEqual({ role: 'appMenu' })
  })

  it('tells the window which action was chosen', async () => {
    await show('linux')
    const items = control.menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
    items.find(({ id }) => id === 'project.open')?.click?.({} as never, undefined, {} as never)
    expect(invoked).toEqual(['project.open'])
  })

  it('names only actions that the window has', async () => {
    const { menuSections } = await import('../../../src/main/hosts/electron/menu.ts')
    const named = menuSections.flatMap(({ entries }) =>
      entries.flatMap((entry) => (typeof entry === 'object' && 'actionId' in entry ? [entry.actionId] : [])),
    )
    const folder = join(import.meta.dirname, '..', '..', '..', 'src', 'renderer', 'app', 'actions')
    const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
    const known = sources.flatMap((source) => [...source.matchAll(/\bid: '([^']+)'/g)].map(([, id]) => id))
    expect(named.filter((id) => !known.includes(id))).toEqual([])
  })
})

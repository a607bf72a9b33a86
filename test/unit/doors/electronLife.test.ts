import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createElectronStandIn } from '../../electron/standIn/electronStandIn.ts'
import type { StandInControl } from '../../electron/standIn/standInControl.ts'
import { createMemoryHost, type MemoryHost } from './memoryHost.ts'

let standIn = createElectronStandIn()
let host: MemoryHost = createMemoryHost('electron')
// The life cycle is tested on a host in memory; the real one is tested where it is made.
vi.mock('../../../src/main/services/index.ts', () => ({ createHost: () => host }))

let control: StandInControl
const launch = async (...commandLine: string[]): Promise<void> => {
  process.argv = ['/electron', '/program', ...commandLine]
  await import('../../../src/main/index.ts')
}
const opened = (): Promise<unknown> => vi.waitFor(() => expect(control.windows).toHaveLength(1))

beforeEach(() => {
  vi.resetModules()
  standIn = createElectronStandIn()
  vi.doMock('electron', () => standIn.module)
  control = standIn.control
  host = createMemoryHost('electron')
})

describe('the desktop program', () => {
  it('sandboxes everything and names its scheme before it is ready, then opens a window', async () => {
    await launch()
    await opened()
    const order = [
      'app.requestSingleInstanceLock',
      'app.enableSandbox',
      'protocol.registerSchemesAsPrivileged',
      'app.whenReady',
    ]
    expect(control.calls.filter((call) => order.includes(call))).toEqual(order)
  })

  it('opens the project it is given, and says so where it cannot', async () => {
    await launch('--project=/projects/a')
    await opened()
    expect(control.errorBoxes).toEqual([])
    control.fireApp('second-instance', {}, ['/electron', '--project=missing'], '/projects')
    await vi.waitFor(() =>
      expect(control.errorBoxes).toEqual([
        'The project could not be opened: There is no project in /projects/missing.',
      ]),
    )
  })

  it('comes to the front when it is started a second time', async () => {
    await launch()
    await opened()
    control.fireApp('second-instance', {}, ['/electron'], '/')
    await vi.waitFor(() => expect(control.windows[0].did).toEqual(['show', 'focus']))
    expect(control.windows).toHaveLength(1)
  })

  it('leaves at once where another one runs already', async () => {
    control.hasSingleInstanceLock = false
    await launch()
    expect(control.calls).toEqual(['app.requestSingleInstanceLock', 'app.quit'])
    expect(control.windows).toEqual([])
  })

  it('closes the host before it ends', async () => {
    await launch()
    await opened()
    control.fireApp('window-all-closed')
    await vi.waitFor(() => expect(host.closed).toBe(true))
    await vi.waitFor(() => expect(control.calls.filter((call) => call === 'app.quit')).toHaveLength(2))
    // Held back once, until the host was closed.
    expect(control.calls.filter((call) => call === 'will-quit prevented')).toHaveLength(1)
  })
})

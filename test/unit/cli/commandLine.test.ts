import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeNpy } from '#core/formats/npy.ts'
import { CameoError } from '#core/model/errors.ts'
import { reportError } from '../../../src/main/cli/runner.ts'
import { createHost } from '../../../src/main/services/index.ts'
import { writeTinyCapture } from '../services/tinyCapture.ts'
import { type Ended, runCameo, startCameo } from './cameoProcess.ts'
import { alignCommand, writeBall } from './smallFiles.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cameo-cli-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const cameo = (...given: string[]): Promise<Ended> => runCameo(given, { cwd: folder })

/** What `--json` printed: one object on one line, and nothing else. */
const onlyObject = ({ stdout }: Ended) => {
  expect(stdout).toMatch(/^\{[^\n]*\}\n$/)
  return JSON.parse(stdout)
}

describe('help and usage', () => {
  it('lists every command', async () => {
    const { exitCode, stdout, stderr } = await cameo('--help')
    expect([exitCode, stderr]).toEqual([0, ''])
    for (const name of [
      ...['demo', 'start', 'serve', 'project', 'import', 'model', 'run', 'export', 'verify'],
      ...['mesh', 'align', 'register', 'masks'],
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    }
  })

  it('tells the options of a command with their choices', async () => {
    const { exitCode, stdout } = await cameo('align', '--help')
    expect(exitCode).toBe(0)
    for (const option of ['--source-landmarks', '--metric', '"point-to-plane"', '--overlap', '--json']) {
      expect(stdout).toContain(option)
    }
  })

  it.each([
    [[]],
    [['algin']],
    [['mesh']],
    [['align', '--source', 'a.ply']],
    [['mesh', 'info']],
    [['mesh', 'info', 'a.ply', '--colour']],
    [['mesh', 'convert', 'a.ply', 'b.obj', '--unit-to', 'feet']],
    [['run', '--project', 'p', '--steps', 'align,all']],
    [['run', '--project', 'p', '--jobs', '0']],
    [['serve', '--port', '65536']],
    [['masks', 'propose', '--mesh', 'a.ply']],
    [['masks', 'propose', '--mesh', 'a.ply', '--project', 'p']],
  ])('ends with 2 on %j, in words and as JSON', async (given) => {
    const ended = await cameo(...given, '--json')
    expect(ended.exitCode).toBe(2)
    expect(onlyObject(ended).error.code).toMatch(/^usage\//)
    expect(ended.stderr).not.toBe('')
  })

  it('prints nothing on stdout where a command is wrong and no JSON is asked for', async () => {
    const { exitCode, stdout, stderr } = await cameo('algin')
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Did you mean align?')
  })
})

describe('plain files', () => {
  it('are described', async () => {
    writeBall(join(folder, 'ball.obj'), { rings: 20, sectors: 30 })
    const info = onlyObject(await cameo('mesh', 'info', 'ball.obj', '--json'))
    expect(Object.keys(info)).toEqual([
      ...['format', 'vertices', 'faces', 'hasNormals', 'hasColors', 'hasUvs', 'unit', 'up', 'bounds'],
      ...['components', 'boundaryLoops', 'holes', 'duplicateVertices', 'duplicateFaces', 'nonManifoldEdges'],
      ...['degenerateFaces', 'nonManifoldVertices', 'isWatertight', 'area', 'volume', 'warnings', 'selfIntersections'],
    ])
    expect(info).toMatchObject({ format: 'obj', vertices: 630, faces: 1200, components: 1, boundaryLoops: 2 })
    expect(info).toMatchObject({ holes: [{ edges: 30 }, { edges: 30 }], selfIntersections: null })
    const { exitCode, stdout } = await cameo('mesh', 'info', 'ball.obj', '--deep')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Vertices +630$/m)
    expect(stdout).toMatch(/^Self-intersections +none$/m)
    expect(stdout).toMatch(/Border length/)
  })

  it('are found from the caller’s folder and written there', async () => {
    writeBall(join(folder, 'ball.obj'), { rings: 20, sectors: 30 })
    mkdirSync(join(folder, 'below'))
    const converted = await runCameo(['mesh', 'convert', '../ball.obj', 'ball.ply', '--json'], {
      cwd: join(folder, 'below'),
    })
    expect(converted.exitCode).toBe(0)
    expect(onlyObject(converted)).toMatchObject({
      output: join(folder, 'below', 'ball.ply'),
      vertices: 630,
      faces: 1200,
    })
    expect(existsSync(join(folder, 'below', 'ball.ply'))).toBe(true)
  })

  it('that are missing or wrong end with 3', async () => {
    writeFileSync(join(folder, 'broken.ply'), 'ply\nformat ascii 1.0\nelement vertex 1\n')
    for (const name of ['none.ply', 'broken.ply']) {
      const ended = await cameo('mesh', 'info', name, '--json')
      expect(ended.exitCode).toBe(3)
      expect(onlyObject(ended).error.code).toMatch(/^input\//)
      expect(ended.stderr).toMatch(/^cameo: /)
    }
  })

  it('are aligned, with progress on stderr only where it is wanted', async () => {
    const command = alignCommand(folder, { rings: 40, sectors: 60 })
    const loud = await cameo(...command, '--json')
    expect(loud.exitCode).toBe(0)
    expect(onlyObject(loud)).toMatchObject({ icp: { stop: expect.any(String) }, residual: { unit: 'mm' } })
    expect(loud.stderr).toMatch(/\d+ %/)
    expect(readdirSync(join(folder, 'aligned')).sort()).toEqual([
      ...['aligned.ply', 'report.json', 'transform.json', 'transform.txt'],
    ])
    rmSync(join(folder, 'aligned'), { recursive: true })
    const quiet = await cameo(...command, '--json', '--quiet')
    expect([quiet.exitCode, quiet.stderr]).toEqual([0, ''])
  })

  it('end with 4 where the certificate is worse than required, and say so first', async () => {
    const command = alignCommand(folder, { rings: 40, sectors: 60 })
    writeFileSync(join(folder, 'moved.txt'), '1 0 0 15\n0 1 0 0\n0 0 1 0\n0 0 0 1\n')
    const everything = 'turn-x,turn-y,turn-z,shift-x,shift-y,shift-z,scale'
    const stuck = [...command, '--start', 'moved.txt', '--lock', everything, '--quiet']
    const refused = await cameo(...stuck, '--require', 'amber')
    expect(refused.exitCode).toBe(4)
    expect(refused.stdout).toMatch(/^Certificate: RED: DO NOT USE THIS ALIGNMENT UNSEEN\n/)
    const told = await cameo(...stuck, '--json')
    expect(told.exitCode).toBe(0)
    expect(onlyObject(told)).toMatchObject({ certificate: { verdict: 'red' }, scale: 1 })
    expect((await cameo(...command, '--require', 'green', '--quiet')).exitCode).toBe(0)
  })

  it('are aligned by the vertices that are trusted', async () => {
    const size = { rings: 40, sectors: 60 }
    const command = [...alignCommand(folder, size), '--scale', 'fixed', '--quiet', '--json']
    const lines = readFileSync(join(folder, 'ball.obj'), 'utf8').split('\n')
    const isLow = (line: string): boolean => Number(line.split(' ')[2]) < -20
    const swollen = lines.map((line) => {
      const [mark, x, y, z] = line.split(' ')
      return mark === 'v' && isLow(line) ? `v ${Number(x) + 3} ${y} ${z}` : line
    })
    writeFileSync(join(folder, 'moved.obj'), swollen.join('\n'))
    const trust = Float32Array.from(lines.filter((line) => line.startsWith('v ')).map((line) => (isLow(line) ? 0 : 1)))
    writeFileSync(join(folder, 'trust.npy'), writeNpy({ shape: [trust.length], data: trust }))
    writeFileSync(join(folder, 'short.npy'), writeNpy({ shape: [3], data: trust.slice(0, 3) }))
    const moved = command.map((word, i) => (command[i - 1] === '--source' ? 'moved.obj' : word))

    const trusting = onlyObject(await cameo(...moved, '--source-trust', 'trust.npy'))
    for (const at of [3, 7, 11]) expect(Math.abs(trusting.targetFromSource[at])).toBeLessThan(0.05)
    const scalars = [
      'ply',
      'format ascii 1.0',
      `element vertex ${trust.length}`,
      'property float quality',
      'end_header',
    ]
    writeFileSync(join(folder, 'trust.ply'), `${[...scalars, ...trust].join('\n')}\n`)
    const painted = onlyObject(await cameo(...moved, '--weights-a', 'trust.ply'))
    expect(painted.targetFromSource).toEqual(trusting.targetFromSource)
    const short = await cameo(...moved, '--source-trust', 'short.npy')
    expect([short.exitCode, onlyObject(short).error.code]).toEqual([3, 'input/trust-length'])
    const wrong = await cameo(...moved, '--target-trust', 'points.csv')
    expect(wrong.exitCode).toBe(3)
    expect(onlyObject(wrong).error.message).toContain('points.csv')
  })

  it('end with 5 when Ctrl-C cancels, and leave nothing behind', async () => {
    const running = startCameo([...alignCommand(folder, { rings: 400, sectors: 400 }), '--json'], { cwd: folder })
    await running.waitFor('stderr', /%/)
    running.child.kill('SIGINT')
    const ended = await running.ended
    expect(ended.exitCode).toBe(5)
    expect(onlyObject(ended).error.code).toBe('job/cancelled')
    expect(existsSync(join(folder, 'aligned', 'transform.txt'))).toBe(false)
  })
})

describe('projects', () => {
  it('are made, filled, worked on and checked', async () => {
    await writeTinyCapture(join(folder, 'captures', 'somebody'))
    const made = await cameo('project', 'create', 'heads', '--name', 'Heads', '--json')
    expect(onlyObject(made)).toMatchObject({ name: 'Heads', path: join(folder, 'heads'), counts: { subjects: 0 } })
    const imported = await cameo('import', 'captures/somebody', '--project', 'heads', '--json')
    expect(imported.exitCode).toBe(0)
    expect(onlyObject(imported).subjectIds).toHaveLength(1)
    const again = await cameo('import', 'captures/somebody', '--project', 'heads', '--json')
    expect(again.exitCode).toBe(4)
    expect(onlyObject(again).skipped[0].reason).toContain('Already imported')

    const run = await cameo('run', '--project', 'heads', '--steps', 'align,masks', '--subjects', 'somebody', '--json')
    expect(run.exitCode).toBe(0)
    expect(onlyObject(run)).toMatchObject({ failed: 0, items: [{ outcome: 'done' }, { outcome: 'done' }] })
    const { exitCode, stdout } = await cameo('masks', 'propose', '--project', 'heads')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/somebody +masks +already-done/)

    const info = onlyObject(await cameo('project', 'info', 'heads', '--json'))
    expect(info).toMatchObject({ counts: { subjects: 1, scans: 2, alignments: 1 }, subjects: [{ name: 'somebody' }] })
    const checked = await cameo('project', 'check', 'heads')
    expect([checked.exitCode, checked.stdout]).toEqual([0, 'The project is in order.\n'])
  })

  it('that are not there, or there already, end with 3', async () => {
    expect((await cameo('project', 'info', 'none')).exitCode).toBe(3)
    expect((await cameo('project', 'create', 'heads')).exitCode).toBe(0)
    expect((await cameo('project', 'create', 'heads')).exitCode).toBe(3)
    const unknown = await cameo('run', '--project', 'heads', '--subjects', 'nobody', '--json')
    expect(unknown.exitCode).toBe(3)
    expect(onlyObject(unknown).error.message).toContain('There is no subject "nobody"')
  })

  it('whose licence note nobody acknowledged are not exported', async () => {
    await cameo('project', 'create', 'heads', '--licence-note', 'research only')
    const refused = await cameo('export', '--project', 'heads', '--layout', 'h3ds', '--out', 'out', '--json')
    expect(refused.exitCode).toBe(3)
    expect(onlyObject(refused).error.message).toContain('research only')
    const acknowledged = await cameo(
      ...['export', '--project', 'heads', '--layout', 'h3ds', '--out', 'out', '--acknowledge-licence', '--json'],
    )
    expect(onlyObject(acknowledged).error.code).toBe('input/nothing-to-export')
  })

  it('that somebody else has open end with 6 and the name', async () => {
    const host = createHost({ door: 'local', userName: 'somebody else' })
    try {
      await host.client.call('projects.create', { path: join(folder, 'heads'), name: 'Heads', licenceNote: '' })
      const ended = await cameo('project', 'info', 'heads', '--json')
      expect(ended.exitCode).toBe(6)
      expect(onlyObject(ended).error.message).toContain('somebody else')
    } finally {
      await host.close()
    }
  })
})

describe('exit codes', () => {
  const report = (error: unknown): { exitCode: number; stdout: string; stderr: string } => {
    const text = { stdout: '', stderr: '' }
    const collect = (name: 'stdout' | 'stderr') =>
      new Writable({
        write(chunk, _encoding, done) {
          text[name] += chunk
          done()
        },
      })
    const exitCode = reportError({ stdout: collect('stdout'), stderr: collect('stderr') }, error, { json: true })
    return { exitCode, ...text }
  }

  it('tell a full disk', () => {
    const { exitCode, stdout, stderr } = report(Object.assign(new Error('write'), { code: 'ENOSPC' }))
    expect(exitCode).toBe(7)
    expect(JSON.parse(stdout).error.code).toBe('disk/no-space')
    expect(stderr).toContain('The disk is full.')
  })

  it('tell a defect, with its place in the code for whoever repairs it', () => {
    expect(report(new TypeError('x is not a function')).exitCode).toBe(1)
    expect(report(new TypeError('x is not a function')).stderr).toContain('commandLine.test.ts')
    expect(report(new CameoError('internal/no-result', 'No result.')).exitCode).toBe(1)
  })
})

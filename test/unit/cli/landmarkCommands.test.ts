import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { templatePlacesMm } from '#core/geometry/templatePlaces.ts'
import { seededRandom } from '#core/model/random.ts'
import { head8 } from '#core/model/schemes.ts'
import { runCameo } from './cameoProcess.ts'
import { writeBall } from './smallFiles.ts'

let folder: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cameo-landmarks-')))
  process.env.CAMEO_CONFIG_DIR = join(folder, 'settings')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const cameo = (...given: string[]) => runCameo(given, { cwd: folder })

const writeHead = (path: string, seed: number): void => {
  const random = seededRandom(seed)
  const rows = head8.points.map(({ name }) => {
    const place = templatePlacesMm.get(name)!.map((value) => (value + 0.5 * random.normal()).toFixed(3))
    return [name, ...place].join(',')
  })
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), `name,x,y,z\n${rows.join('\n')}\n`)
}

it('schemes are imported, listed, checked and exported', async () => {
  writeFileSync(
    join(folder, 'two.pptpl'),
    '<PickPointsTemplate><point name="a"/><point name="b"/></PickPointsTemplate>',
  )
  const checked = await cameo('schemes', 'check', 'two.pptpl')
  expect(checked.exitCode).toBe(0)
  expect(checked.stdout).toMatch(/sound MeshLab template with 2 points.*Without a definition: a, b\./s)
  expect((await cameo('schemes', 'import', 'two.pptpl')).exitCode).toBe(0)
  const listed = JSON.parse((await cameo('schemes', 'list', '--json')).stdout)
  expect(listed.schemes.map(({ scheme }: { scheme: { name: string } }) => scheme.name)).toContain('two')
  expect((await cameo('schemes', 'export', 'two', 'back.pptpl')).exitCode).toBe(0)
  expect(readFileSync(join(folder, 'back.pptpl'), 'utf8')).toContain('<point name="b"/>')
  expect((await cameo('schemes', 'check', 'back.txt')).exitCode).toBe(3)
})

it('landmarks are checked in words and studied in numbers', async () => {
  for (const [i, scan] of ['one', 'two'].entries()) {
    writeHead(`study/ada/${scan}.csv`, 10 + i)
    writeHead(`study/ben/${scan}.csv`, 20 + i)
  }
  const checked = await cameo('landmarks', 'check', 'study/ada/one.csv')
  expect(checked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('The unit of the scan is not stated') })
  const study = await cameo('landmarks', 'study', 'study')
  expect(study.exitCode).toBe(0)
  for (const words of ['ada, ben', 'TEM', 'ICC right/left', 'Largest bias of ada', 'nose_tip']) {
    expect(study.stdout).toContain(words)
  }
  const { points } = JSON.parse((await cameo('landmarks', 'study', 'study', '--json')).stdout)
  expect(points).toHaveLength(8)
})

it('points are moved to their scan with a report, and wild ones are refused without a file', async () => {
  writeBall(join(folder, 'ball.obj'), { rings: 24, sectors: 48 })
  const vertices = readFileSync(join(folder, 'ball.obj'), 'utf8').split('\n').slice(400, 402)
  const [a, b] = vertices.map((line) =>
    line
      .split(' ')
      .slice(1)
      .map((text) => (1.02 * Number(text)).toFixed(3)),
  )
  writeFileSync(join(folder, 'points.csv'), `name,x,y,z\na,${a}\nb,${b}\n`)
  const moved = await cameo('landmarks', 'convert', 'points.csv', 'out.json', '--mesh', 'ball.obj')
  expect(moved.exitCode).toBe(0)
  expect(moved.stdout).toMatch(/Moved to the surface by/)
  writeFileSync(join(folder, 'wild.csv'), `name,x,y,z\na,${a}\nb,0,0,0\n`)
  const wild = await cameo('landmarks', 'convert', 'wild.csv', 'wild.json', '--mesh', 'ball.obj')
  expect(wild.exitCode).toBe(3)
  expect(wild.stderr).toMatch(/1 of 2 points lie farther/)
  expect(() => readFileSync(join(folder, 'wild.json'))).toThrow()
})

it('transforms are converted, their frame is said, and shears are called so', async () => {
  writeFileSync(join(folder, 'm.txt'), '0 -2 0 5\n2 0 0 6\n0 0 2 7\n0 0 0 1\n')
  const there = await cameo('transform', 'convert', 'm.txt', 'm.tfm')
  expect([there.exitCode, there.stderr.includes('LPS')]).toEqual([0, true])
  const back = JSON.parse((await cameo('transform', 'convert', 'm.tfm', 'm.json', '--json')).stdout)
  expect(back).toMatchObject({ from: 'itk', to: 'json', isSimilarity: true })
  expect(back.matrix.map((value: number) => Number(value.toFixed(9)) + 0)).toEqual([
    0, -2, 0, 5, 2, 0, 0, 6, 0, 0, 2, 7, 0, 0, 0, 1,
  ])
  writeFileSync(join(folder, 's.txt'), '1 0 0 0\n0 2 0 0\n0 0 1 0\n0 0 0 1\n')
  expect((await cameo('transform', 'convert', 's.txt', 's.mlp')).stdout).toContain('no similarity')
})

it('points are proposed for a file of three, and written as uncertain ones that say why', async () => {
  const names = ['right_eye', 'left_eye', 'nose_tip']
  const ball = { rings: 48, sectors: 96 }
  writeBall(join(folder, 'head.obj'), ball)
  const rows = readFileSync(join(folder, 'head.obj'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('v '))
  const radius = Math.max(...rows.map((line) => Number(line.split(' ')[1])))
  const scale = radius / 80
  const points = names.map((name) =>
    [name, ...templatePlacesMm.get(name)!.map((value) => (scale * value).toFixed(4))].join(','),
  )
  writeFileSync(join(folder, 'three.csv'), `name,x,y,z\n${points.join('\n')}\n`)
  const done = await cameo(
    'landmarks',
    'propose',
    'head.obj',
    'three.csv',
    '--scheme',
    'head-8',
    '--output',
    'eight.json',
    '--json',
  )
  expect(done.stderr + String(done.exitCode)).toMatch(/0$/)
  const { proposals, withheld, anchors } = JSON.parse(done.stdout)
  expect(anchors.toSorted()).toEqual(names.toSorted())
  expect(proposals.length + withheld.length).toBe(5)
  expect(proposals.length).toBeGreaterThan(0)
  const { landmarks } = JSON.parse(readFileSync(join(folder, 'eight.json'), 'utf8'))
  expect(landmarks.filter(({ status }: { status: string }) => status === 'placed')).toHaveLength(3)
  const proposed = landmarks.filter(({ status }: { status: string }) => status === 'uncertain')
  expect(proposed).toHaveLength(proposals.length)
  expect(proposed[0].reason).toMatch(/^proposed from the scheme, to about \d+\.\d mm$/)
  const refused = await cameo(
    'landmarks',
    'propose',
    'head.obj',
    'three.csv',
    '--scheme',
    'head-8',
    '--embedding',
    'x.npz',
  )
  expect(refused).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('Give both') })
})

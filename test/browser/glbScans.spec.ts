import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebIO } from '@gltf-transform/core'
import { expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import { writeGlb } from '#core/formats/gltfWriter.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { dropFolder } from './flow/dropFolder.ts'
import { freePort, type HostProcess, startHostProcess } from './flow/hostProcess.ts'
import { runJob } from './flow/runJob.ts'
import { scanView, waitForScan } from './flow/scanView.ts'
import { headMesh } from './harness/viewport/headMesh.ts'

/*
 * Scans that are .glb files, in the built window with all that it may not do: the decoders of Draco and meshopt are
 * loaded when a scan needs them, and a texture inside a file is seen.
 */
test.describe.configure({ mode: 'serial' })

const folder = mkdtempSync(join(tmpdir(), 'cameo-glb-'))
let host: HostProcess
let page: Page
const failures: string[] = []
const requested: string[] = []

/** The head in metres, as glTF counts. */
const head = (rows: number): Mesh => {
  const mesh = headMesh(rows)
  return { ...mesh, positions: mesh.positions.map((value) => value / 1000) }
}

/** Half red, half green, from within the file. */
const texturedHead = async (): Promise<Uint8Array> => {
  const { positions, triangles } = head(60)
  const uvs = Float32Array.from({ length: (positions.length / 3) * 2 }, (_, i) =>
    i % 2 === 0 ? (positions[Math.floor(i / 2) * 3] > 0 ? 0.9 : 0.1) : 0.5,
  )
  const io = new WebIO()
  const document = await io.readBinary((await writeGlb({ positions, triangles, uvs })).bytes)
  const red = { width: 8, height: 8, channels: 3, background: '#d03030' } as const
  const green = await sharp({ create: { ...red, width: 4, background: '#30b040' } })
    .png()
    .toBuffer()
  const picture = await sharp({ create: red })
    .composite([{ input: green, gravity: 'east' }])
    .png()
    .toBuffer()
  const texture = document.createTexture('skin').setImage(new Uint8Array(picture)).setMimeType('image/png')
  document.getRoot().listMaterials()[0].setBaseColorTexture(texture)
  return io.writeBinary(document)
}

/** The same as a .gltf with its buffer and its picture beside it. */
const writeSplit = async (to: string, glb: Uint8Array): Promise<void> => {
  const io = new WebIO()
  const { json, resources } = await io.writeJSON(await io.readBinary(glb))
  writeFileSync(join(to, 'lowres.gltf'), JSON.stringify(json))
  for (const [name, bytes] of Object.entries(resources)) writeFileSync(join(to, name), bytes)
}

const shot = async (name: string): Promise<void> => {
  const target = process.env.CAMEO_SCREENSHOTS
  if (target) await page.screenshot({ path: join(target, `${name}.png`) })
}

test.beforeAll(async ({ browser }) => {
  const capture = (name: string): string => join(folder, 'captures', name)
  for (const name of ['packed', 'textured', 'split']) mkdirSync(capture(name), { recursive: true })
  writeFileSync(join(capture('packed'), 'lowres.glb'), (await writeGlb(head(60), 'draco')).bytes)
  writeFileSync(join(capture('packed'), 'highres.glb'), (await writeGlb(head(120), 'meshopt')).bytes)
  writeFileSync(join(capture('textured'), 'lowres.glb'), await texturedHead())
  await writeSplit(capture('split'), await texturedHead())
  mkdirSync(join(folder, 'projects'))
  host = await startHostProcess({ port: await freePort(), configDir: join(folder, 'config') })
  page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') failures.push(message.text())
  })
  page.on('request', (request) => requested.push(request.url()))
  await page.goto(host.url)
  await page.getByRole('button', { name: 'New project…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Glb')
  await page.getByRole('textbox', { name: 'Location' }).fill(join(folder, 'projects'))
  await page.getByRole('button', { name: 'Create project' }).click()
  await expect(page.getByText('No subjects yet')).toBeVisible()
  for (const name of ['packed', 'textured', 'split']) {
    await dropFolder(page, capture(name))
    await expect(page.getByRole('option', { name: new RegExp(`^${name}:`) })).toBeVisible({ timeout: 60_000 })
  }
})

test.afterAll(async () => {
  await page?.context().close()
  await host?.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** How many pixels of the middle of the view are more red, and more green, than anything else. */
const countColors = async (): Promise<{ red: number; green: number }> => {
  const box = await scanView(page, /^3D view/)
    .first()
    .boundingBox()
  if (!box) throw new Error('the 3D view is not on the screen')
  const clip = {
    x: box.x + box.width * 0.25,
    y: box.y + box.height * 0.25,
    width: box.width / 2,
    height: box.height / 2,
  }
  const { data } = await sharp(await page.screenshot({ clip }))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  let red = 0
  let green = 0
  for (let i = 0; i < data.length; i += 3) {
    if (data[i] > 1.8 * data[i + 1] && data[i] > 60) red++
    if (data[i + 1] > 1.8 * data[i] && data[i + 1] > 60) green++
  }
  return { red, green }
}

test('scans packed with Draco and with meshopt open', async () => {
  await page.getByRole('option', { name: /^packed:/ }).click()
  for (const role of ['Fine', 'Coarse']) {
    await page.getByRole('radio', { name: role, exact: true }).click()
    const view = scanView(page, new RegExp(`^3D view of the ${role.toLowerCase()} scan`))
    await waitForScan(view)
    await expect(view).toBeVisible()
    await shot(`glb-${role.toLowerCase()}`)
  }
  expect(requested.some((url) => /draco_decoder_gltf.*\.wasm/.test(url))).toBe(true)
  expect(requested.filter((url) => /encoder/.test(url))).toEqual([])
  expect(failures).toEqual([])
})

test('the surface of a scan is examined when asked for', async () => {
  await page.getByRole('button', { name: 'About the scans' }).first().click()
  await page.getByRole('button', { name: 'Examine the surface of the coarse scan' }).click()
  await expect(page.getByText('Borders and holes')).toBeVisible()
  await shot('glb-examined')
  const fine = page.getByRole('region', { name: 'fine scan' })
  await fine.getByRole('button', { name: 'Examine the surface of the fine scan' }).click()
  const last = fine.getByText('Triangles without area')
  await last.scrollIntoViewIfNeeded()
  await expect(last).toBeInViewport()
  await shot('glb-examined-both')
  await page.keyboard.press('Escape')
})

for (const [name, title] of [
  ['textured', 'a texture inside the file is seen'],
  ['split', 'a .gltf is seen with the buffer and the texture beside it'],
]) {
  test(title, async () => {
    await page.getByRole('option', { name: new RegExp(`^${name}:`) }).click()
    await waitForScan(scanView(page, /^3D view of the coarse scan/))
    await expect
      .poll(async () => {
        const { red, green } = await countColors()
        return Math.min(red, green)
      })
      .toBeGreaterThan(2000)
    await shot(`glb-${name}`)
    expect(failures).toEqual([])
  })
}

test('the tree that a job has built of a scan serves the window, where its address asks for that', async () => {
  const fine = join(folder, 'captures', 'packed', 'highres.glb')
  const coarse = join(folder, 'captures', 'packed', 'lowres.glb')
  await runJob(page, 'files.distance', { a: coarse, b: fine, regions: [], landmarks: null, bins: null, out: null })
  await page.goto(`${new URL('/', host.url)}?trees=host`)
  const fetched = page.waitForResponse((response) => response.url().includes('/bytes/tree/') && response.ok())
  await page.getByRole('option', { name: /^packed:/ }).click()
  await page.getByRole('radio', { name: 'Fine', exact: true }).click()
  const tree = await fetched
  expect(tree.url()).toMatch(/triangles-[0-9a-f]{8}-[0-9a-f]{64}$/)
  await waitForScan(scanView(page, /^3D view of the fine scan/))
})

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Document, WebIO } from '@gltf-transform/core'
import sharp from 'sharp'
import { describe, expect, it, test } from 'vitest'
import { openGltf } from '#core/formats/gltfContainer.ts'
import { bufferFilesOf, packGltf } from '#core/formats/gltfPack.ts'
import { writeGlb } from '#core/formats/gltfWriter.ts'
import { loadMesh } from '#core/formats/index.ts'
import { badInput } from '#core/model/errors.ts'
import type { Mesh } from '#core/model/mesh.ts'
import { readCaptureFolder } from '#main/services/captureLayout.ts'
import { startHost, testRoot } from '../services/testHost.ts'
import { bytesOf } from './soundMesh.ts'

const quad: Mesh = {
  positions: Float32Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0),
  triangles: Uint32Array.of(0, 1, 2, 1, 3, 2),
  uvs: Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1),
}

interface SplitFile {
  readonly text: string
  readonly data: Uint8Array
}

/** The quad as a `.gltf` whose data is called `uri` and whose texture is `picture`. */
const splitQuad = async (uri: string, picture?: object): Promise<SplitFile> => {
  const { bytes } = await writeGlb({ ...quad, textureFile: 'skin.png' })
  const { json, resources } = await new WebIO().writeJSON(await new WebIO().readBinary(withoutPicture(bytes)))
  const [data] = Object.values(resources)
  const images = picture ? [picture] : []
  const textures = picture ? [{ source: 0 }] : []
  const materials = [{ pbrMetallicRoughness: picture ? { baseColorTexture: { index: 0 } } : {} }]
  const whole = { ...json, buffers: [{ byteLength: data.byteLength, uri }], images, textures, materials }
  return { text: JSON.stringify(whole), data }
}

/** The library does not open a file whose picture lies beside it. */
const withoutPicture = (bytes: Uint8Array): Uint8Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const length = view.getUint32(12, true)
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length)))
  delete json.images
  delete json.textures
  json.materials = [{}]
  const text = bytesOf(JSON.stringify(json).padEnd(length))
  const copy = bytes.slice()
  copy.set(text, 20)
  return copy
}

const beside = (files: Readonly<Record<string, Uint8Array>>) => ({
  readBeside: async (path: string): Promise<Uint8Array> => {
    const found = files[path]
    if (!found) throw badInput('unreadable', `${path} could not be read.`)
    return found
  },
})

const png = async (): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp({ create: { width: 2, height: 2, channels: 3, background: '#c08060' } })
      .png()
      .toBuffer(),
  )

describe('.gltf', () => {
  it('takes its data from the file beside it, whose name may need decoding', async () => {
    const { text, data } = await splitQuad('head%20data/a.bin')
    const { mesh, warnings, format } = await loadMesh(bytesOf(text), 'a.gltf', beside({ 'head data/a.bin': data }))
    expect([mesh.positions, mesh.triangles, warnings, format]).toEqual([quad.positions, quad.triangles, [], 'glb'])
  })

  it('takes its data from within itself', async () => {
    const { data } = await splitQuad('a.bin')
    const { text } = await splitQuad(`data:application/octet-stream;base64,${Buffer.from(data).toString('base64')}`)
    const { mesh } = await loadMesh(bytesOf(text), 'a.gltf')
    expect([mesh.positions, mesh.triangles]).toEqual([quad.positions, quad.triangles])
  })

  it('refuses data that is missing, cut off, elsewhere, or not asked for', async () => {
    const { text, data } = await splitQuad('a.bin')
    const refusal = (source: string, surroundings = {}) => loadMesh(bytesOf(source), 'a.gltf', surroundings)
    const external = { code: 'input/gltf-external' }
    await expect(refusal(text)).rejects.toMatchObject(external)
    await expect(refusal(text, beside({}))).rejects.toThrow(/^a\.gltf: Its mesh lies in “a\.bin” beside it/)
    await expect(refusal(text, beside({ 'a.bin': data.slice(1) }))).rejects.toMatchObject({ code: 'input/truncated' })
    for (const uri of ['https://example.org/a.bin', 'file:///a.bin']) {
      await expect(refusal((await splitQuad(uri)).text, beside({ [uri]: data }))).rejects.toMatchObject(external)
    }
    await expect(refusal((await splitQuad('%zz')).text, beside({}))).rejects.toMatchObject({
      code: 'input/gltf-broken',
    })
  })

  it('names the texture beside it, and hands over one that lies within', async () => {
    const named = await splitQuad('a.bin', { uri: 'my%20skin.png' })
    const surroundings = beside({ 'a.bin': named.data })
    const { mesh, warnings, embeddedTexture } = await loadMesh(bytesOf(named.text), 'a.gltf', surroundings)
    expect([mesh.textureFile, warnings, embeddedTexture]).toEqual(['my skin.png', [], undefined])
    const picture = await png()
    const inner = await splitQuad('a.bin', {
      name: 'folder/Skin colour.tga',
      uri: `data:image/png;base64,${Buffer.from(picture).toString('base64')}`,
    })
    const within = await loadMesh(bytesOf(inner.text), 'a.gltf', surroundings)
    expect(within.mesh.textureFile).toBeUndefined()
    expect(within.embeddedTexture).toEqual({ bytes: picture, fileName: 'Skin colour.png' })
    expect(within.warnings.map(({ code }) => code)).toEqual(['texture-inside'])
  })
})

describe('glTF files on the disk', () => {
  const root = testRoot('gltf-files')
  const convert = (input: string, output: string) =>
    startHost().client.run('meshes.convert', { input, output, unitFrom: null, unitTo: null, strictFor: null })

  test('are converted with their data and texture beside them, and nothing outside their folder is read', async () => {
    mkdirSync(join(root, 'in', 'parts'), { recursive: true })
    const { text, data } = await splitQuad('parts/a.bin', { uri: 'parts/skin.png' })
    writeFileSync(join(root, 'in', 'a.gltf'), text)
    writeFileSync(join(root, 'in', 'parts', 'a.bin'), data)
    writeFileSync(join(root, 'in', 'parts', 'skin.png'), await png())
    writeFileSync(join(root, 'a.bin'), data)
    const { warnings, vertices } = await convert(join(root, 'in', 'a.gltf'), join(root, 'out', 'a.obj'))
    expect([vertices, warnings]).toEqual([4, []])
    expect(readFileSync(join(root, 'out', 'parts', 'skin.png'))).toEqual(Buffer.from(await png()))
    expect(readFileSync(join(root, 'out', 'a.mtl'), 'utf8')).toContain('map_Kd parts/skin.png')
    writeFileSync(join(root, 'in', 'b.gltf'), (await splitQuad('../a.bin')).text)
    await expect(convert(join(root, 'in', 'b.gltf'), join(root, 'out', 'b.obj'))).rejects.toMatchObject({
      code: 'input/gltf-external',
    })
    expect(existsSync(join(root, 'out', 'b.obj'))).toBe(false)
  })

  test('a texture inside a .glb is written beside an OBJ', async () => {
    const picture = await png()
    const document = new Document()
    const buffer = document.createBuffer()
    const accessor = (type: 'VEC3' | 'VEC2' | 'SCALAR', array: Float32Array | Uint32Array) =>
      document.createAccessor().setType(type).setArray(array.slice()).setBuffer(buffer)
    const texture = document.createTexture('albedo').setImage(picture).setMimeType('image/png')
    const primitive = document
      .createPrimitive()
      .setAttribute('POSITION', accessor('VEC3', quad.positions))
      .setAttribute('TEXCOORD_0', accessor('VEC2', quad.uvs as Float32Array))
      .setIndices(accessor('SCALAR', quad.triangles))
      .setMaterial(document.createMaterial().setBaseColorTexture(texture))
    const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive))
    document.createScene().addChild(node)
    mkdirSync(join(root, 'glb'), { recursive: true })
    writeFileSync(join(root, 'glb', 'a.glb'), await new WebIO().writeBinary(document))
    const { warnings } = await convert(join(root, 'glb', 'a.glb'), join(root, 'glb-out', 'a.obj'))
    expect(warnings).toEqual([])
    expect(new Uint8Array(readFileSync(join(root, 'glb-out', 'albedo.png')))).toEqual(picture)
    expect(readFileSync(join(root, 'glb-out', 'a.mtl'), 'utf8')).toContain('map_Kd albedo.png')
    const again = await convert(join(root, 'glb', 'a.glb'), join(root, 'glb-out', 'a.ply'))
    expect(again.warnings).toEqual([])
    expect(new Uint8Array(readFileSync(join(root, 'glb-out', 'albedo.png')))).toEqual(picture)
  })

  test('a .glb and a .gltf are scans of a capture', async () => {
    mkdirSync(join(root, 'capture'), { recursive: true })
    writeFileSync(join(root, 'capture', 'coarse.glb'), (await writeGlb(quad)).bytes)
    writeFileSync(join(root, 'capture', 'fine.gltf'), '{}')
    const capture = await readCaptureFolder(join(root, 'capture'))
    expect(capture?.scans.map(({ path }) => path)).toEqual([
      join(root, 'capture', 'coarse.glb'),
      join(root, 'capture', 'fine.gltf'),
    ])
    expect(capture?.left).toEqual([])
  })
})

describe('A .gltf as one GLB', () => {
  const packed = async (text: string, files: Readonly<Record<string, Uint8Array>>) =>
    packGltf(bytesOf(text), beside(files).readBeside)

  it('holds what lay beside it, in several buffers, and inside', async () => {
    const { text, data } = await splitQuad('a.bin', { uri: 'skin.png' })
    const json = JSON.parse(text)
    // The second view moves to a buffer of its own, whose length is no multiple of four.
    const view = json.bufferViews[1]
    const own = data.slice(view.byteOffset, view.byteOffset + view.byteLength)
    const inner = `data:application/octet-stream;base64,${Buffer.from(own).toString('base64')}`
    json.bufferViews[1] = { ...view, buffer: 2, byteOffset: 0 }
    json.buffers.push({ byteLength: 3, uri: 'odd.bin' }, { byteLength: own.length, uri: inner })
    expect(bufferFilesOf(bytesOf(JSON.stringify(json)))).toEqual(['a.bin', 'odd.bin'])
    const files = { 'a.bin': data, 'odd.bin': Uint8Array.of(1, 2, 3) }
    const { mesh } = await loadMesh(await packed(JSON.stringify(json), files), 'a.gltf')
    const expected = await loadMesh(bytesOf(text), 'a.gltf', beside(files))
    expect(mesh).toEqual(expected.mesh)
  })

  it.each(['draco', 'meshopt'] as const)('stays packed with %s', async (compression) => {
    const { bytes } = await writeGlb(quad, compression)
    const { json, binary } = openGltf(bytes)
    const buffers = (json.buffers ?? []).map((buffer, i) => (i === 0 ? { ...buffer, uri: 'a.bin' } : buffer))
    const text = JSON.stringify({ ...json, buffers })
    const { mesh } = await loadMesh(await packed(text, { 'a.bin': binary ?? new Uint8Array(0) }), 'a.gltf')
    expect(mesh).toEqual((await loadMesh(bytes, 'a.glb')).mesh)
  })

  it('is refused where a buffer is cut off, and left as it is where it is one', async () => {
    const { text, data } = await splitQuad('a.bin')
    await expect(packed(text, { 'a.bin': data.slice(1) })).rejects.toMatchObject({ code: 'input/truncated' })
    const { bytes } = await writeGlb(quad)
    expect(await packGltf(bytes, beside({}).readBeside)).toEqual(bytes)
  })
})

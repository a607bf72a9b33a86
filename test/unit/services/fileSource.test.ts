import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readMesh } from '#core/formats/index.ts'
import { allBytesOf, readExactly, sourceOfBytes } from '#core/model/byteSource.ts'
import { openFileSource } from '#main/files/fileSource.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cameo-source-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

test('a file and its bytes are read alike: from anywhere, and shorter at the end', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251)
  const file = openFileSource(fileOf('bytes', bytes))
  for (const source of [file, sourceOfBytes(bytes)]) {
    expect(source.sizeBytes).toBe(1000)
    const target = new Uint8Array(300)
    expect(source.readInto(target, 500)).toBe(300)
    expect(target).toEqual(bytes.subarray(500, 800))
    expect(source.readInto(target, 900)).toBe(100)
    expect(target.subarray(0, 100)).toEqual(bytes.subarray(900))
    expect(source.readInto(target, 1000)).toBe(0)
    expect(allBytesOf(source)).toEqual(bytes)
    expect(() => readExactly(source, target, 900)).toThrow(/shorter/)
  }
  file.close()
})

test('a mesh comes out of a file as out of its bytes, read piece by piece or at once', () => {
  const obj = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n'
  const off = 'OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n'
  for (const [name, text] of [
    ['a.obj', obj],
    ['a.off', off],
  ]) {
    const file = openFileSource(fileOf(name, text))
    expect(readMesh(file, name)).toEqual(readMesh(new TextEncoder().encode(text), name))
    file.close()
  }
})

test('a file that is not there is an error of the system', () => {
  expect(() => openFileSource(join(folder, 'none.obj'))).toThrow(/ENOENT/)
})

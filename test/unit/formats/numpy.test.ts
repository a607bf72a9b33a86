import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { asFloat64, writeNpy } from '#core/formats/npy.ts'
import { readNpz, writeNpz } from '#core/formats/npz.ts'

const python = (program: string, ...args: string[]) =>
  spawnSync('python3', ['-c', program, ...args], { encoding: 'utf8' })

const hasNumpy = python('import numpy').status === 0
if (!hasNumpy) console.warn('SKIPPED: the comparison with numpy itself; python3 with numpy is not installed here.')

const folder = mkdtempSync(join(tmpdir(), 'cameo-numpy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasNumpy)('numpy itself', () => {
  it('loads what is written', () => {
    const npy = join(folder, 'a.npy')
    const npz = join(folder, 'a.npz')
    writeFileSync(npy, writeNpy({ shape: [2, 2], data: Float32Array.of(1.5, -2, 3, 4) }))
    const arrays = writeNpz([
      ['betas', { shape: [3], data: Float64Array.of(0.1, 0.2, 0.3) }],
      ['faces', { shape: [1, 3], data: Uint32Array.of(0, 1, 4294967295) }],
    ])
    writeFileSync(npz, arrays)
    const program =
      'import sys, numpy; a=numpy.load(sys.argv[1]); z=numpy.load(sys.argv[2]);' +
      'print(a.dtype, a.tolist(), sorted(z.files), z["betas"].dtype, z["betas"].tolist(), z["faces"].dtype, z["faces"].tolist())'
    const { stdout, stderr } = python(program, npy, npz)
    expect(stderr).toBe('')
    expect(stdout.trim()).toBe(
      "float32 [[1.5, -2.0], [3.0, 4.0]] ['betas', 'faces'] float64 [0.1, 0.2, 0.3] uint32 [[0, 1, 4294967295]]",
    )
  })

  it.each(['savez', 'savez_compressed'])('writes by %s what is read', (save) => {
    const npz = join(folder, `${save}.npz`)
    const program =
      `import sys, numpy as n; n.${save}(sys.argv[1], c=n.arange(6.).reshape(2,3), ` +
      'f=n.asfortranarray(n.arange(6).reshape(2,3)), big=n.arange(3,dtype=">i2"), flag=n.array([True,False]), one=n.float32(2.5))'
    expect(python(program, npz).stderr).toBe('')
    const arrays = readNpz(new Uint8Array(readFileSync(npz)))
    const numbers = (name: string) => [...asFloat64(arrays.get(name) ?? { data: new Float64Array(0) })]
    expect(numbers('c')).toEqual([0, 1, 2, 3, 4, 5])
    expect(numbers('f')).toEqual([0, 1, 2, 3, 4, 5])
    expect(numbers('big')).toEqual([0, 1, 2])
    expect(numbers('flag')).toEqual([1, 0])
    expect(numbers('one')).toEqual([2.5])
    expect(arrays.get('one')?.shape).toEqual([])
  })
})

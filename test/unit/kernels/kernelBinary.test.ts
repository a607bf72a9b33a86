import { expect, test } from 'vitest'
import { kernelSourcesHash } from '#core/kernels/kernelBinary.ts'
import { sourcesHash } from '../../../wasm/sourcesHash.ts'

test('the compiled kernels were made from the sources beside them (else: npm run kernels)', () => {
  expect(kernelSourcesHash).toBe(sourcesHash())
})

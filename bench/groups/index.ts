import type { BenchGroup } from '../types.ts'
import { abort } from './abort.ts'
import { flame } from './flame.ts'
import { flameFit } from './flameFit.ts'
import { icpPeers } from './icpPeers.ts'
import { kdTree } from './kdTree.ts'
import { landmarks } from './landmarks.ts'
import { masks } from './masks.ts'
import { memory } from './memory.ts'
import { nonRigid } from './nonRigid.ts'
import { reading } from './reading.ts'
import { registration } from './register.ts'
import { registerBatch } from './registerBatch.ts'
import { threads } from './threads.ts'
import { triangles } from './triangles.ts'
import { wholeCommand } from './wholeCommand.ts'

/** In the order of the table. */
export const groups: readonly BenchGroup[] = [
  ...[reading, kdTree, triangles, icpPeers, wholeCommand, memory],
  ...[flame, flameFit, nonRigid, registration, registerBatch, threads],
  ...[masks, landmarks, abort],
]

import { type StoredTask, storedTasks } from './stored.ts'

interface GoalOf {
  /** As the table names it. */
  readonly task: string
  readonly must: number
  /** Absent where the goal has no second step. */
  readonly moonshot?: number
}

/** A ratio of times to the fastest peer on the same machine with the same threads. */
export interface RatioGoal extends GoalOf {
  readonly kind: 'ratio'
  readonly stored: StoredTask
}

/** A number of its own: `less` or `more` of it is better. */
export interface ValueGoal extends GoalOf {
  readonly kind: 'value'
  readonly unit: string
  readonly better: 'less' | 'more'
}

export type Goal = RatioGoal | ValueGoal

const ratio = (task: string, stored: StoredTask, must: number, moonshot: number): RatioGoal => ({
  kind: 'ratio',
  task,
  stored,
  must,
  moonshot,
})

const value = (task: string, rest: Omit<ValueGoal, 'kind' | 'task'>): ValueGoal => ({ kind: 'value', task, ...rest })

/** What the alignment engine promises: one entry a line of the contract, in its order. */
export const goals = {
  objPlain: ratio('1M OBJ, v + f', storedTasks.objPlain, 0.7, 0.43),
  objFull: ratio('1M OBJ, v vt vn + f', storedTasks.objFull, 0.65, 0.43),
  ply: ratio('1M PLY binary', storedTasks.ply, 1, 0.4),
  stl: ratio('1M STL binary, welded', storedTasks.stl, 0.35, 0.15),
  pointTreeBuild: ratio('kd-tree build, 1M points', storedTasks.pointTreeBuild, 0.9, 0.5),
  nearestCoherent: ratio('1M nearest, coherent', storedTasks.nearestCoherent, 0.9, 0.63),
  nearestRandom: ratio('1M nearest, random, with sort', storedTasks.nearestRandom, 0.6, 0.33),
  triangleTreeBuild: ratio('BVH build, 2M triangles', storedTasks.triangleTreeBuild, 0.7, 0.4),
  closestCoherent: ratio('200k closest on triangle, coherent', storedTasks.closestCoherent, 0.9, 0.55),
  closestRandom: ratio('200k closest on triangle, random, with sort', storedTasks.closestRandom, 0.8, 0.25),
  rays: ratio('200k rays', storedTasks.rays, 1.8, 1),
  icpPlane: ratio('ICP 50k → 1M, point-to-plane to ≤ 0.005 mm', storedTasks.icpPlane, 0.25, 0.12),
  icpCrop: ratio('robust ICP, 40 % crop, 3 % outliers, to ≤ 0.007 mm', storedTasks.icpCrop, 0.5, 0.22),
  cloudToMesh: ratio('200k cloud-to-mesh distances, whole command', storedTasks.cloudToMesh, 0.4, 0.2),
  flameForward: ratio('FLAME forward, 400 components', storedTasks.flameForward, 1, 0.75),
  flameFit: ratio('FLAME fit, 15 steps on 400k points', storedTasks.flameFit, 0.4, 0.16),
  nonRigid: ratio('non-rigid 5k → 200k, RMS to truth ≤ 1.1 mm', storedTasks.nonRigid, 0.1, 0.04),
  registration: value('whole registration of an 80k scan, 2 threads', {
    unit: 's',
    better: 'less',
    must: 1,
    moonshot: 0.5,
  }),
  vertexError: value('registration of scan_001, vertex error, median', { unit: 'mm', better: 'less', must: 0.3 }),
  scanToMesh: value('scan_001 to its registration, beside no opening of it, median; mean ≤ 0.17 mm', {
    unit: 'mm',
    better: 'less',
    must: 0.12,
  }),
  modelOnly: value('scan to the model alone, 60 components, median', { unit: 'mm', better: 'less', must: 0.5 }),
  realScan: value('a real scan to its registration, median; mean ≤ 0.20 mm, ≤ 5 flips', {
    unit: 'mm',
    better: 'less',
    must: 0.14,
  }),
  modelFile: value('a model file of 53 MB, Python 2 pickle', { unit: 'ms', better: 'less', must: 300 }),
  dataset: value('a dataset of 2,315 subjects on 2 cores', { unit: 'min', better: 'less', must: 45, moonshot: 20 }),
  workers: value('a batch on 1 → 2 workers', { unit: '×', better: 'more', must: 1.9 }),
  workerMemory: value('memory of a worker that registers', { unit: 'MB', better: 'less', must: 600 }),
  memory: value('peak memory, ratio to the fastest peer, never over 3 × the arrays', {
    unit: '×',
    better: 'less',
    must: 1.5,
    moonshot: 1,
  }),
  memoryAlone: value('peak memory where no peer runs beside', { unit: '× the arrays', better: 'less', must: 3 }),
  stampFirst: value('stamping a mask on 50 MP, window’s thread a frame', { unit: 'ms', better: 'less', must: 2 }),
  stampAfter: value('the same after 2,000 strokes', { unit: 'ms', better: 'less', must: 2 }),
  openPhoto: value('a 50 MP photo opened, to its first view', { unit: 'ms', better: 'less', must: 1000 }),
  switchPhoto: value('a 50 MP photo shown again', { unit: 'ms', better: 'less', must: 150 }),
  paintMemory: value('memory of the window with 40 photos of 50 MP', { unit: 'MB', better: 'less', must: 500 }),
  pick: value('a place picked on a scan of 1M vertices', { unit: 'ms', better: 'less', must: 4 }),
  droppedClicks: value('clicks of which no point came', { unit: '', better: 'less', must: 0 }),
  walkScripts: value('scripts’ memory after 200 subjects, to that after 20', { unit: '×', better: 'less', must: 1.25 }),
  walkKernels: value('kernels’ memory after 200 subjects, to that after 20', { unit: '×', better: 'less', must: 1.25 }),
  walkWindow: value('window’s memory after 200 subjects, to that after 20', { unit: '×', better: 'less', must: 1.25 }),
  abort: value('a job ended after its cancel, at the worst moment', { unit: 'ms', better: 'less', must: 50 }),
  truth: value('true alignment found where the overlap is ≥ 60 %', { unit: '%', better: 'more', must: 95 }),
  certificate: value('red where the alignment is wrong', { unit: '%', better: 'more', must: 99 }),
} as const satisfies Record<string, Goal>

export type GoalName = keyof typeof goals

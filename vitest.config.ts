import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Where files take longest, the longest first. */
const longFolders = ['/test/shared/', '/test/unit/cli/', '/test/unit/services/', '/test/unit/geometry/']

/** Begins with what takes longest, so that at the end no worker is alone with it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = longFolders.findIndex((folder) => moduleId.includes(folder))
      return rank < 0 ? longFolders.length : rank
    }
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

const everything = ['test/unit/**/*.test.{ts,tsx}', 'test/shared/**/*.test.ts']

/**
 * What has a process for each file: it looks at the memory or the threads of its process, gives modules stand-ins, starts
 * programs, or holds large scans. All other files share a process, so that the code is loaded and compiled once.
 */
const apart = [
  'test/shared/**',
  'test/unit/{cli,doors}/**',
  'test/unit/kernels/{kernelMemory,treeBuild,treeMemory}.test.ts',
  'test/unit/services/{cancelledWork,collectGarbage,helperThreads,registerThreads,treeKeeper,treeThreads,workerPool}.test.ts',
]

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'together', include: everything, exclude: [...configDefaults.exclude, ...apart], isolate: false },
      },
      { extends: true, test: { name: 'apart', include: apart.map((place) => place.replace(/\*\*$/, '**/*.test.ts')) } },
    ],
    // Geometry on generated scans takes seconds, and CI has two cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
})

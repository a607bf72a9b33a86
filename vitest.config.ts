import { defineConfig } from 'vitest/config'
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

/** What computes and keeps nothing: its files share a process, so that the code is loaded and compiled once. */
const computing = [
  'bench',
  'datasets',
  'flame',
  'formats',
  'formats-pickle',
  'geometry',
  'house',
  'masks',
  'synth',
].map((folder) => `test/unit/${folder}/**/*.test.ts`)

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'computing', include: computing, isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/shared/**/*.test.ts'],
          exclude: computing,
        },
      },
    ],
    // Geometry on generated scans takes seconds, and CI has two cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
})

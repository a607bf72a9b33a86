import { join, resolve } from 'node:path'
import type { Output } from '#core/contract/contract.ts'
import type { Services } from '#core/contract/dispatch.ts'
import { CameoError, toErrorRecord } from '#core/model/errors.ts'
import { checkCancelled, partOf, type RunContext } from '#core/model/run.ts'
import { writeFileAtomic } from '../files/writeFileAtomic.ts'
import { prepareDemoFolder } from './demo/demoFolder.ts'
import { demoPictures } from './demo/demoPictures.ts'
import { type DemoState, type DemoStep, demoSteps, type StepLine } from './demo/demoSteps.ts'
import { reportHtml } from './demo/reportHtml.ts'
import { explainError } from './explainError.ts'
import type { House } from './house.ts'

const secondsSince = (startMs: number): number => (performance.now() - startMs) / 1000

/** Runs one step. What it throws becomes its result and ends the series, but for a cancel and a full disk. */
const runDemoStep = async (
  { step, run }: DemoStep,
  state: DemoState,
  context: RunContext,
): Promise<{ readonly line: StepLine; readonly isDone: boolean }> => {
  const startMs = performance.now()
  try {
    const outcome = await run(state, context)
    return { line: { step, ...outcome, seconds: secondsSince(startMs) }, isDone: true }
  } catch (error) {
    checkCancelled(context)
    const explained = explainError(error)
    if (explained instanceof CameoError && explained.code === 'disk/no-space') throw explained
    const result = toErrorRecord(explained).message
    return { line: { step, result, passed: false, seconds: secondsSince(startMs) }, isDone: false }
  }
}

/** The steps in order; one that could not be done ends the series, one that fell short of its limit does not. */
const runSteps = async (state: DemoState): Promise<StepLine[]> => {
  const total = demoSteps.reduce((sum, { weight }) => sum + weight, 0)
  const lines: StepLine[] = []
  let done = 0
  for (const step of demoSteps) {
    const from = done / total
    const part = partOf(state.context, { from, to: (done + step.weight) / total })
    const named: RunContext = {
      signal: part.signal,
      report: ({ message, ...progress }) =>
        part.report?.({ ...progress, message: message ? `${step.step}: ${message}` : step.step }),
    }
    named.report?.({ fraction: 0, message: '' })
    const { line, isDone } = await runDemoStep(step, state, named)
    lines.push(line)
    done += step.weight
    if (!isDone) break
  }
  return lines
}

/** How the demo's project is opened from the folder of this program. */
const openCommandFor = (project: string): string =>
  `npm start -- ${/\s/.test(project) ? JSON.stringify(project) : project}`

const writeReport = async (house: House, state: DemoState, lines: StepLine[], openCommand: string): Promise<string> => {
  const startMs = performance.now()
  const report = join(state.folder, 'report.html')
  const pictures = await demoPictures(state, state.context)
  const count = pictures.photos.length + pictures.scans.length + pictures.registration.length
  lines.push({ step: 'Report', result: `${count} pictures`, passed: true, seconds: secondsSince(startMs) })
  await writeFileAtomic(report, reportHtml({ steps: lines, pictures, openCommand, version: house.version }))
  return report
}

const runDemo = async (house: House, out: string, context: RunContext): Promise<Output<'demo.run'>> => {
  const folder = await prepareDemoFolder(resolve(out))
  // A host of its own: the demo's project does not take the place of the one that is open.
  const host = house.createSibling()
  try {
    const state: DemoState = { folder, pool: house.pool, host, context }
    const steps = await runSteps(state)
    const project = join(folder, 'project')
    const openCommand = openCommandFor(project)
    const report = await writeReport(house, state, steps, openCommand)
    return { out: folder, project, report, steps, openCommand, ok: steps.every(({ passed }) => passed) }
  } finally {
    await host.close()
  }
}

/** The main job on a generated capture, through the same services as everything else. */
export const demoServices = (house: House): Pick<Services, 'demo.run'> => ({
  'demo.run': ({ out }, context) => runDemo(house, out, context),
})

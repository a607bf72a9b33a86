import { setFlagsFromString } from 'node:v8'

/**
 * From here on V8 looks through a heap when nine tenths of its room are used. By itself it begins as soon as less is left
 * than its young space may take, which in a worker, whose heap is small beside its arrays, is always: three times a
 * registration, on the time of other processors, and what only one job at a time refers to, machine code included, is
 * then made anew.
 */
export const calmCollector = (): void => setFlagsFromString('--incremental-marking-hard-trigger=90')

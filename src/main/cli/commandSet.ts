import type { Command } from 'commander'
import type { Runner } from './runner.ts'

/** Adds a command, or a group of them, to the program. */
export type CommandSet = (program: Command, run: Runner) => void

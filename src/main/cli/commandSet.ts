import type { Command } from 'commander'
import type { Runner } from './runner.ts'

/** Adds a command, or a group of them, to the program or to a group. */
export type CommandSet = (parent: Command, run: Runner) => void

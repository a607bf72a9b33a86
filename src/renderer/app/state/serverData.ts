import { useEffect } from 'react'
import { create } from 'zustand'
import type { CallInput, CallName, Contract, Output } from '#core/contract/contract.ts'
import { type ErrorRecord, toErrorRecord } from '#core/model/errors.ts'
import { client } from '../transport/client.ts'

export type QueryName = { [M in CallName]: Contract[M]['kind'] extends 'query' ? M : never }[CallName]

interface Entry {
  readonly method: QueryName
  readonly input: unknown
  readonly data: unknown
  readonly error: ErrorRecord | null
  readonly loading: boolean
}

/** What the host has answered, by question. Data stays while it is asked for anew. */
export const useServerEntries = create<Readonly<Record<string, Entry>>>(() => ({}))

const keyOf = (method: string, input: unknown): string => `${method} ${JSON.stringify(input)}`
const mounted = new Map<string, number>()
const inFlight = new Map<string, { again: boolean }>()

const setEntry = (key: string, change: Partial<Entry>): void =>
  useServerEntries.setState((entries) => ({ [key]: { ...entries[key], ...change } }))

/** So many answers that nobody shows any more are kept, for whoever comes back to a subject. */
const mostUnseen = 300

const addEntry = (key: string, method: QueryName, input: unknown): void => {
  if (useServerEntries.getState()[key]) return
  setEntry(key, { method, input, data: undefined, error: null, loading: true })
  forgetUnseen()
}

/** The answers asked for longest ago go first. */
const forgetUnseen = (): void => {
  const entries = Object.entries(useServerEntries.getState())
  const unseen = entries.map(([key]) => key).filter((key) => !mounted.has(key) && !inFlight.has(key))
  const gone = new Set(unseen.slice(0, Math.max(0, unseen.length - mostUnseen)))
  if (gone.size > 0) useServerEntries.setState(Object.fromEntries(entries.filter(([key]) => !gone.has(key))), true)
}

/** Asks once, however many want to know; a change that arrives while the answer is under way asks once more. */
const fetchEntry = async (key: string): Promise<void> => {
  const running = inFlight.get(key)
  if (running) {
    running.again = true
    return
  }
  const flight = { again: false }
  inFlight.set(key, flight)
  const { method, input, data: before, error } = useServerEntries.getState()[key]
  if (before === undefined) setEntry(key, { loading: true })
  try {
    const data = await client.call(method, input as never)
    // The same answer stays the same object: nothing is drawn anew because somebody asked again.
    const isSame = error === null && JSON.stringify(data) === JSON.stringify(useServerEntries.getState()[key]?.data)
    if (!isSame) setEntry(key, { data, error: null, loading: false })
  } catch (error) {
    setEntry(key, { error: toErrorRecord(error), loading: false })
  } finally {
    inFlight.delete(key)
    if (flight.again) void fetchEntry(key)
  }
}

export interface ServerAnswer<Data> {
  readonly data: Data | undefined
  readonly error: ErrorRecord | null
  readonly loading: boolean
}

const unanswered: ServerAnswer<never> = { data: undefined, error: null, loading: true }
const notAsked: ServerAnswer<never> = { data: undefined, error: null, loading: false }

/** Asks the host and keeps the answer current while the component is shown. `input` null asks nothing. */
export const useServerData = <M extends QueryName>(method: M, input: CallInput<M> | null): ServerAnswer<Output<M>> => {
  const key = input === null ? null : keyOf(method, input)
  useEffect(() => {
    if (key === null) return
    mounted.set(key, (mounted.get(key) ?? 0) + 1)
    addEntry(key, method, JSON.parse(key.slice(method.length + 1)))
    void fetchEntry(key)
    return () => {
      const count = (mounted.get(key) ?? 1) - 1
      if (count > 0) mounted.set(key, count)
      else mounted.delete(key)
    }
  }, [key, method])
  const entry = useServerEntries((entries) => (key === null ? undefined : entries[key]))
  if (key === null) return notAsked
  return (entry as ServerAnswer<Output<M>> | undefined) ?? unanswered
}

/** The last answer, without asking. */
export const peekServerData = <M extends QueryName>(method: M, input: CallInput<M>): Output<M> | undefined =>
  useServerEntries.getState()[keyOf(method, input)]?.data as Output<M> | undefined

/** Puts an answer in that came with a mutation. */
export const putServerData = <M extends QueryName>(method: M, input: CallInput<M>, data: Output<M>): void =>
  setEntry(keyOf(method, input), { method, input, data, error: null, loading: false })

/** Asks anew what is shown and concerns these subjects (none named: everything); forgets what is not shown. */
export const refreshServerData = (subjectIds: readonly string[] = []): void => {
  const entries = useServerEntries.getState()
  const kept: Record<string, Entry> = {}
  for (const [key, entry] of Object.entries(entries)) {
    const { subjectId } = entry.input as { subjectId?: string | null }
    const concerned = subjectIds.length === 0 || !subjectId || subjectIds.includes(subjectId)
    if (mounted.has(key) || inFlight.has(key) || !concerned) kept[key] = entry
    if (mounted.has(key) && concerned) void fetchEntry(key)
  }
  if (Object.keys(kept).length !== Object.keys(entries).length) {
    useServerEntries.setState(
      (current) => Object.fromEntries(Object.keys(kept).map((key) => [key, current[key]])),
      true,
    )
  }
}

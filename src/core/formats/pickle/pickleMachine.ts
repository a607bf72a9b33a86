import { badInput } from '../../model/errors.ts'
import { ByteCursor } from './byteCursor.ts'
import { opcodeNames } from './opcodeNames.ts'
import {
  AllowedClass,
  allowedGlobals,
  ByteString,
  NumpyTypeBox,
  type PickledObject,
  type Raw,
  type RawDict,
} from './pickleObjects.ts'
import type { PickleKey, PickleLimits, PickleValue } from './pickleValue.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The stack machine of a pickle, reduced to what builds data. `operations` is what each opcode does to it. */
export class PickleMachine {
  readonly cursor: ByteCursor
  readonly memo = new Map<number, Raw>()
  readonly limits: PickleLimits
  stack: Raw[] = []
  readonly #suspended: Raw[][] = []
  #spentBytes = 0

  constructor(bytes: Uint8Array, limits: PickleLimits) {
    this.cursor = new ByteCursor(bytes)
    this.limits = limits
  }

  /** Runs to STOP and returns what is on top of the stack. */
  run(operations: ReadonlyMap<number, (machine: PickleMachine) => void>): PickleValue {
    for (let count = 0; ; count++) {
      if (count >= this.limits.operations) throw this.overLimit('operations')
      const at = this.cursor.at
      const opcode = this.cursor.uint8()
      if (opcode === 0x2e) return this.#settle(this.pop(), 0, new Map())
      const operation = operations.get(opcode)
      if (!operation) {
        const name = opcodeNames.get(opcode) ?? `0x${opcode.toString(16)}`
        throw badInput('pickle-opcode', `The pickle uses the operation ${name} at byte ${at}, which is refused.`)
      }
      operation(this)
      if (this.stack.length > this.limits.stack) throw this.overLimit('stack')
    }
  }

  overLimit(what: keyof PickleLimits): Error {
    return badInput(
      'pickle-limit',
      `The pickle is too large to be read safely: more than ${this.limits[what]} ${what}.`,
    )
  }

  /** Accounts for bytes about to be copied or decoded. */
  spend = (bytes: number): void => {
    this.#spentBytes += bytes
    if (this.#spentBytes > this.limits.bytes) throw this.overLimit('bytes')
  }

  push(value: Raw): void {
    this.stack.push(value)
  }

  pop(): Raw {
    const value = this.stack.pop()
    if (value === undefined) throw this.broken('takes a value from an empty stack')
    return value
  }

  top(): Raw {
    if (this.stack.length === 0) throw this.broken('uses a value of an empty stack')
    return this.stack[this.stack.length - 1]
  }

  broken(what: string): Error {
    return badInput('pickle-broken', `The pickle is damaged: near byte ${this.cursor.at} it ${what}.`)
  }

  mark(): void {
    if (this.#suspended.length >= this.limits.depth) throw this.overLimit('depth')
    this.#suspended.push(this.stack)
    this.stack = []
  }

  /** Everything above the last mark, which is removed. */
  popMark(): Raw[] {
    const items = this.stack
    const below = this.#suspended.pop()
    if (!below) throw this.broken('closes a group that was never opened')
    this.stack = below
    return items
  }

  remember(key: number): void {
    if (this.memo.size >= this.limits.memo) throw this.overLimit('memo')
    this.memo.set(key, this.top())
  }

  recall(key: number): void {
    const value = this.memo.get(key)
    if (value === undefined) throw this.broken(`recalls entry ${key}, which was never stored`)
    this.push(value)
  }

  decodeUtf8(bytes: Uint8Array): string {
    this.spend(bytes.length)
    try {
      return utf8.decode(bytes)
    } catch {
      throw this.broken('holds text that is not UTF-8')
    }
  }

  global(module: string, name: string): void {
    const fullName = `${module} ${name}`
    const global = allowedGlobals.get(fullName)
    if (!global) {
      throw badInput(
        'pickle-global',
        `The pickle asks for "${module}.${name}", which is refused: only data is read from pickles.`,
      )
    }
    this.push(new AllowedClass(fullName, global))
  }

  reduce(): void {
    const args = this.pop()
    const callee = this.pop()
    if (!(callee instanceof AllowedClass) || !callee.global.call || !Array.isArray(args)) {
      throw badInput('pickle-global', `The pickle calls ${nameOf(callee)}, which is refused.`)
    }
    this.push(callee.global.call(args as Raw[], this.spend))
  }

  newObject(): void {
    this.pop()
    const callee = this.pop()
    if (!(callee instanceof AllowedClass) || !callee.global.create) {
      throw badInput('pickle-global', `The pickle creates ${nameOf(callee)}, which is refused.`)
    }
    this.push(callee.global.create())
  }

  build(): void {
    const state = this.pop()
    const object = this.top()
    if (object instanceof NumpyTypeBox) {
      const order = Array.isArray(state) ? state[1] : null
      object.type.byteOrder = order instanceof ByteString ? order.toText() : typeof order === 'string' ? order : '|'
    } else if (isPickledObject(object)) object.build(state, this.spend)
    else if (!isSkipped(object)) throw this.broken('gives a state to something that takes none')
  }

  setItems(pairs: readonly Raw[]): void {
    const dict = this.top()
    if (!(dict instanceof Map) || pairs.length % 2 !== 0) throw this.broken('fills a dict that is none')
    for (let i = 0; i < pairs.length; i += 2) (dict as RawDict).set(this.#key(pairs[i]), pairs[i + 1])
  }

  append(items: readonly Raw[]): void {
    const list = this.top()
    if (!Array.isArray(list)) throw this.broken('appends to something that is no list')
    for (const item of items) (list as Raw[]).push(item)
  }

  #key(raw: Raw): PickleKey {
    if (raw instanceof ByteString) return raw.toText()
    if (raw === null || typeof raw !== 'object') return raw
    throw this.broken('uses a key that is neither text nor a number')
  }

  /** Turns what the machine built into plain data; shared parts stay shared, a cycle is refused. */
  #settle(raw: Raw, depth: number, done: Map<Raw, PickleValue | null>): PickleValue {
    if (raw === null || typeof raw !== 'object' || raw instanceof Uint8Array) return raw
    if (depth > this.limits.depth) throw this.overLimit('depth')
    const known = done.get(raw)
    if (known) return known
    if (known === null) throw this.broken('holds an object that contains itself')
    done.set(raw, null)
    const value = this.#settleObject(raw, (inner) => this.#settle(inner, depth + 1, done))
    if (value !== null) done.set(raw, value)
    else done.delete(raw)
    return value
  }

  #settleObject(raw: Exclude<Raw, PickleKey>, settle: (raw: Raw) => PickleValue): PickleValue {
    if (raw instanceof ByteString) {
      this.spend(raw.bytes.length)
      return raw.toText()
    }
    if (Array.isArray(raw)) return (raw as Raw[]).map(settle)
    if (raw instanceof Map) {
      return new Map(Array.from(raw as RawDict, ([key, value]) => [key, settle(value)] as const))
    }
    if (raw instanceof NumpyTypeBox) return raw.type.code
    if (raw instanceof AllowedClass) return { kind: 'skipped', className: raw.name.replace(' ', '.') }
    if (isPickledObject(raw)) return raw.settle(settle)
    return raw
  }
}

const isPickledObject = (raw: Raw): raw is PickledObject =>
  typeof raw === 'object' && raw !== null && 'isPickledObject' in raw

const isSkipped = (raw: Raw): boolean =>
  typeof raw === 'object' && raw !== null && 'kind' in raw && raw.kind === 'skipped'

const nameOf = (raw: Raw): string =>
  raw instanceof AllowedClass ? `"${raw.name.replace(' ', '.')}"` : 'something unnamed'

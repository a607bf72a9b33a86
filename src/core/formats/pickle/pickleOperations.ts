import { badInput } from '../../model/errors.ts'
import type { PickleMachine } from './pickleMachine.ts'
import { ByteString, latin1 } from './pickleObjects.ts'

type Operation = (machine: PickleMachine) => void

const asciiLine = (machine: PickleMachine): string => latin1(machine.cursor.line())

const wholeNumber = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value)

const integerFromText = (machine: PickleMachine): number | boolean | bigint => {
  const text = asciiLine(machine).replace(/L$/, '')
  if (text === '00') return false
  if (text === '01') return true
  if (!/^\s*[+-]?\d{1,64}\s*$/.test(text)) throw machine.broken(`has "${text.slice(0, 40)}" in place of a whole number`)
  return wholeNumber(BigInt(text.trim()))
}

const floatFromText = (machine: PickleMachine): number => {
  const text = asciiLine(machine).trim()
  const value = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity }[text] ?? (text === '' ? Number.NaN : Number(text))
  if (Number.isNaN(value) && text !== 'nan') throw machine.broken(`has "${text.slice(0, 40)}" in place of a number`)
  return value
}

const integerFromBytes = (machine: PickleMachine, length: number): number | bigint => {
  if (length > 64) throw machine.broken(`has a whole number of ${length} bytes`)
  const bytes = machine.cursor.take(length)
  let value = 0n
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i])
  return wholeNumber(BigInt.asIntN(Math.max(1, 8 * length), value))
}

const simpleEscapes: Readonly<Record<string, number>> = {
  '\\': 92,
  "'": 39,
  '"': 34,
  n: 10,
  r: 13,
  t: 9,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
}

/** The bytes of a Python 2 string literal (protocol 0): quotes off, escapes resolved. */
const stringLiteral = (machine: PickleMachine): Uint8Array => {
  const line = asciiLine(machine)
  const literal = line.endsWith('\r') ? line.slice(0, -1) : line
  const quote = literal[0]
  if (literal.length < 2 || (quote !== "'" && quote !== '"') || !literal.endsWith(quote)) {
    throw machine.broken('has a string without its quotes')
  }
  machine.spend(literal.length)
  const out = new Uint8Array(literal.length)
  let length = 0
  for (let i = 1; i < literal.length - 1; i++) {
    const character = literal[i]
    if (character !== '\\') {
      out[length++] = literal.charCodeAt(i)
      continue
    }
    const next = literal[++i]
    const hex = next === 'x' ? /^[0-9a-fA-F]{2}/.exec(literal.slice(i + 1, i + 3))?.[0] : undefined
    const octal = /^[0-7]{1,3}/.exec(literal.slice(i, i + 3))?.[0]
    if (hex) {
      out[length++] = Number.parseInt(hex, 16)
      i += 2
    } else if (octal) {
      out[length++] = Number.parseInt(octal, 8) & 255
      i += octal.length - 1
    } else if (next in simpleEscapes) out[length++] = simpleEscapes[next]
    else throw machine.broken(`has the unknown escape "\\${next}" in a string`)
  }
  return out.subarray(0, length)
}

/** Protocol 0 text: latin-1 with \u and \U escapes. */
const rawUnicode = (machine: PickleMachine): string => {
  const line = asciiLine(machine)
  machine.spend(line.length)
  return line.replace(/\\u([0-9a-fA-F]{4})|\\U(00[01][0-9a-fA-F]{5})/g, (_, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long ?? '', 16)
    if (code > 0x10ffff) throw machine.broken('has text outside Unicode')
    return String.fromCodePoint(code)
  })
}

const tuple =
  (length: number): Operation =>
  (m) => {
    if (m.stack.length < length) throw m.broken('takes a value from an empty stack')
    m.push(m.stack.splice(m.stack.length - length))
  }

const memoKeyFromText = (machine: PickleMachine): number => {
  const text = asciiLine(machine).trim()
  if (!/^\d{1,9}$/.test(text)) throw machine.broken('has a memo key that is no number')
  return Number(text)
}

const protocol: Operation = (m) => {
  const version = m.cursor.uint8()
  if (version > 5) throw badInput('pickle-protocol', `The pickle is of protocol ${version}; protocols 0 to 5 are read.`)
}

const dictOfItems: Operation = (m) => {
  const items = m.popMark()
  m.push(new Map())
  m.setItems(items)
}

const setOne: Operation = (m) => {
  const value = m.pop()
  const key = m.pop()
  m.setItems([key, value])
}

const appendOne: Operation = (m) => {
  const value = m.pop()
  m.append([value])
}

const popOne: Operation = (m) => {
  if (m.stack.length > 0) m.stack.pop()
  else m.popMark()
}

const stackGlobal: Operation = (m) => {
  const name = m.pop()
  const module = m.pop()
  if (typeof name !== 'string' || typeof module !== 'string')
    throw m.broken('names a class by something that is no text')
  m.global(module, name)
}

const textGlobal: Operation = (m) => {
  const module = asciiLine(m)
  m.global(module, asciiLine(m))
}

/** What is allowed, by the opcode's character. Everything else (INST, OBJ, PERSID, EXT, buffers …) is refused. */
const operationsByCharacter: Readonly<Record<string, Operation>> = {
  '\x80': protocol,
  '\x95': (m) => void m.cursor.take(8),
  '(': (m) => m.mark(),
  '0': popOne,
  '1': (m) => void m.popMark(),
  '2': (m) => m.push(m.top()),
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  I: (m) => m.push(integerFromText(m)),
  L: (m) => m.push(integerFromText(m)),
  J: (m) => m.push(m.cursor.int32()),
  K: (m) => m.push(m.cursor.uint8()),
  M: (m) => m.push(m.cursor.uint16()),
  '\x8a': (m) => m.push(integerFromBytes(m, m.cursor.uint8())),
  '\x8b': (m) => m.push(integerFromBytes(m, m.cursor.uint32())),
  F: (m) => m.push(floatFromText(m)),
  G: (m) => m.push(m.cursor.float64BigEndian()),
  S: (m) => m.push(new ByteString(stringLiteral(m))),
  T: (m) => m.push(new ByteString(m.cursor.take(m.cursor.int32()))),
  U: (m) => m.push(new ByteString(m.cursor.take(m.cursor.uint8()))),
  V: (m) => m.push(rawUnicode(m)),
  X: (m) => m.push(m.decodeUtf8(m.cursor.take(m.cursor.uint32()))),
  '\x8c': (m) => m.push(m.decodeUtf8(m.cursor.take(m.cursor.uint8()))),
  '\x8d': (m) => m.push(m.decodeUtf8(m.cursor.take(m.cursor.uint64()))),
  B: (m) => m.push(m.cursor.take(m.cursor.uint32())),
  C: (m) => m.push(m.cursor.take(m.cursor.uint8())),
  '\x8e': (m) => m.push(m.cursor.take(m.cursor.uint64())),
  '\x96': (m) => m.push(m.cursor.take(m.cursor.uint64())),
  ']': (m) => m.push([]),
  ')': (m) => m.push([]),
  '}': (m) => m.push(new Map()),
  l: (m) => m.push(m.popMark()),
  t: (m) => m.push(m.popMark()),
  d: dictOfItems,
  '\x85': tuple(1),
  '\x86': tuple(2),
  '\x87': tuple(3),
  a: appendOne,
  e: (m) => m.append(m.popMark()),
  s: setOne,
  u: (m) => m.setItems(m.popMark()),
  p: (m) => m.remember(memoKeyFromText(m)),
  q: (m) => m.remember(m.cursor.uint8()),
  r: (m) => m.remember(m.cursor.uint32()),
  '\x94': (m) => m.remember(m.memo.size),
  g: (m) => m.recall(memoKeyFromText(m)),
  h: (m) => m.recall(m.cursor.uint8()),
  j: (m) => m.recall(m.cursor.uint32()),
  c: textGlobal,
  '\x93': stackGlobal,
  R: (m) => m.reduce(),
  '\x81': (m) => m.newObject(),
  b: (m) => m.build(),
}

export const pickleOperations: ReadonlyMap<number, Operation> = new Map(
  Object.entries(operationsByCharacter).map(([character, operation]) => [character.charCodeAt(0), operation]),
)

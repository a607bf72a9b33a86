import { declarations, findProperty, lineOf, type Parameter, splitOutside } from './declarations.ts'

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** Where the parenthesis at the beginning of a type is closed. */
const partnerOfFirst = (text: string): number => {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth += 1
    if (text[i] === ')') depth -= 1
    if (depth === 0) return i
  }
  return -1
}

/** "(A) | (B)" begins and ends with parentheses, but they are not partners. */
const withoutParentheses = (type: string): string => {
  const text = type.trim()
  return text.startsWith('(') && partnerOfFirst(text) === text.length - 1 ? withoutParentheses(text.slice(1, -1)) : text
}

const isFunctionType = (text: string): boolean =>
  text.startsWith('(') && text.slice(partnerOfFirst(text) + 1).startsWith(' => ')

const primitives: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  Accelerator: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  undefined: (value) => value === undefined,
  void: (value) => value === undefined,
}

/** Objects that the stand-in made say what they are. */
const standInKinds = new WeakMap<object, string>()
export const rememberKind = (value: object, kind: string): void => {
  standInKinds.set(value, kind)
}

const checkObject = (kind: string, value: unknown, where: string): string | null => {
  if (typeof value !== 'object' || value === null) return `${where}: not a ${kind}`
  const made = standInKinds.get(value)
  if (made !== undefined) {
    return lineOf(made).some(({ name }) => name === kind) ? null : `${where}: a ${made} is no ${kind}`
  }
  if (!isPlainObject(value)) return null
  for (const [key, part] of Object.entries(value)) {
    const property = findProperty(kind, key)
    if (!property) return `${where}: ${kind} has no "${key}"`
    if (part === undefined && property.optional) continue
    const fault = checkValue(property.type, part, `${where}.${key}`)
    if (fault) return fault
  }
  for (const declaration of lineOf(kind)) {
    for (const [key, { optional }] of declaration.properties) {
      if (!optional && !Object.hasOwn(value, key)) return `${where}: ${kind} needs "${key}"`
    }
  }
  return null
}

const checkList = (type: string, value: unknown, where: string): string | null => {
  if (!Array.isArray(value)) return `${where}: not a list`
  for (const [index, item] of value.entries()) {
    const fault = checkValue(type, item, `${where}[${index}]`)
    if (fault) return fault
  }
  return null
}

const checkOne = (type: string, value: unknown, where: string): string | null => {
  const primitive = primitives[type]
  if (primitive) return primitive(value) ? null : `${where}: not a ${type}`
  const [, literal] = /^'([^']*)'$/.exec(type) ?? []
  if (literal !== undefined) return value === literal ? null : `${where}: not '${literal}'`
  if (isFunctionType(type)) return typeof value === 'function' ? null : `${where}: not a function`
  const [, listOf] = /^Array<(.*)>$/.exec(type) ?? /^(.*)\[\]$/.exec(type) ?? []
  if (listOf !== undefined) return checkList(listOf, value, where)
  if (declarations.has(type)) return checkObject(type, value, where)
  // Types from elsewhere (unknown, Promise, NodeJS.Platform …): TypeScript has looked at them.
  return null
}

/** Says in what a value is not of a type of electron.d.ts; null where it is. */
export const checkValue = (type: string, value: unknown, where: string): string | null => {
  const text = withoutParentheses(type)
  const alternatives = isFunctionType(text) ? [text] : splitOutside(text, '|')
  const faults: string[] = []
  for (const alternative of alternatives) {
    const fault = alternative === text ? checkOne(text, value, where) : checkValue(alternative, value, where)
    if (fault === null) return null
    faults.push(fault)
  }
  // The most telling one: where something was nearly right.
  return faults.reduce((best, fault) => (fault.length > best.length ? fault : best))
}

const checkOverload = (parameters: readonly Parameter[], given: readonly unknown[], where: string): string | null => {
  const takesRest = parameters.some(({ rest }) => rest)
  if (!takesRest && given.length > parameters.length) return `${where}: takes ${parameters.length} arguments`
  for (const [index, { name, type, optional, rest }] of parameters.entries()) {
    if (rest) return null
    if (given[index] === undefined && optional) continue
    const fault = checkValue(type, given[index], `${where}(${name})`)
    if (fault) return fault
  }
  return null
}

/** Throws unless one of the overloads takes these arguments. */
export const checkArguments = (
  overloads: readonly (readonly Parameter[])[],
  given: readonly unknown[],
  where: string,
): void => {
  const faults: string[] = []
  for (const overload of overloads) {
    const fault = checkOverload(overload, given, where)
    if (fault === null) return
    faults.push(fault)
  }
  throw new TypeError(`electron.d.ts does not allow this: ${[...new Set(faults)].slice(0, 3).join('; ')}`)
}

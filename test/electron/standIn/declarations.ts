import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Parameter {
  readonly name: string
  readonly type: string
  readonly optional: boolean
  readonly rest: boolean
}

export interface Property {
  readonly type: string
  readonly optional: boolean
  readonly readonly: boolean
}

/** One class or interface of electron.d.ts. A method has one list of parameters per overload. */
export interface Declaration {
  readonly name: string
  readonly base: string | null
  readonly properties: Map<string, Property>
  readonly methods: Map<string, Parameter[][]>
  readonly staticMethods: Map<string, Parameter[][]>
  readonly staticProperties: Map<string, Property>
  readonly constructors: Parameter[][]
}

const open = '([{<'
const closed = ')]}>'

/** Splits at `separator` where no bracket or string is open. `=>` is no bracket. */
export const splitOutside = (text: string, separator: string): string[] => {
  const parts: string[] = []
  let depth = 0
  let start = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]
    if (sign === "'") inString = !inString
    if (inString) continue
    if (open.includes(sign)) depth += 1
    else if (closed.includes(sign) && text[i - 1] !== '=') depth -= 1
    else if (depth === 0 && sign === separator) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** The text between the bracket at `from` and its partner, and where the partner stands. */
const insideBrackets = (text: string, from: number): { inside: string; end: number } => {
  let depth = 0
  let inString = false
  for (let i = from; i < text.length; i++) {
    if (text[i] === "'") inString = !inString
    if (inString) continue
    if (open.includes(text[i])) depth += 1
    else if (closed.includes(text[i]) && text[i - 1] !== '=') depth -= 1
    if (depth === 0) return { inside: text.slice(from + 1, i), end: i }
  }
  throw new Error(`electron.d.ts: a bracket is never closed: ${text.slice(from, from + 60)}`)
}

const parameterOf = (text: string): Parameter => {
  const [, rest, name, optional, type] = /^(\.\.\.)?(\w+)(\?)?\s*:\s*([\s\S]+)$/.exec(text) ?? []
  if (!name) throw new Error(`electron.d.ts: this is no parameter: ${text}`)
  return { name, type: type.trim(), optional: optional !== undefined, rest: rest !== undefined }
}

const addOverload = (methods: Map<string, Parameter[][]>, name: string, parameters: Parameter[]): void => {
  methods.set(name, [...(methods.get(name) ?? []), parameters])
}

const addMember = (declaration: Declaration, text: string): void => {
  const [, modifiers, name, optional] = /^((?:static |readonly )*)(\w+)(\?)?/.exec(text) ?? []
  if (!name) return
  const isStatic = modifiers.includes('static')
  const after = text.slice(modifiers.length + name.length + (optional ? 1 : 0)).trimStart()
  if (after.startsWith('(') || after.startsWith('<')) {
    const { inside } = insideBrackets(after, after.indexOf('('))
    const parameters = splitOutside(inside, ',').map(parameterOf)
    if (name === 'constructor') declaration.constructors.push(parameters)
    else addOverload(isStatic ? declaration.staticMethods : declaration.methods, name, parameters)
    return
  }
  const properties = isStatic ? declaration.staticProperties : declaration.properties
  properties.set(name, {
    type: after.replace(/^:\s*/, ''),
    optional: optional !== undefined,
    readonly: modifiers.includes('readonly'),
  })
}

const parse = (source: string): ReadonlyMap<string, Declaration> => {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const declarations = new Map<string, Declaration>()
  const heads = /^ {2}(?:class|interface) (\w+)(?:<[^{]*>)?(?: extends ([\w.]+)[^{]*)? \{/gm
  for (const head of text.matchAll(heads)) {
    const [whole, name, base] = head
    if (declarations.has(name)) continue
    const { inside } = insideBrackets(text, head.index + whole.length - 1)
    const declaration: Declaration = {
      name,
      base: base ?? null,
      properties: new Map(),
      methods: new Map(),
      staticMethods: new Map(),
      staticProperties: new Map(),
      constructors: [],
    }
    for (const member of splitOutside(inside, ';')) addMember(declaration, member.replace(/\s+/g, ' '))
    declarations.set(name, declaration)
  }
  return declarations
}

/** Everything that electron.d.ts says of Electron's classes and interfaces. */
export const declarations = parse(
  readFileSync(join(import.meta.dirname, '..', '..', '..', 'node_modules', 'electron', 'electron.d.ts'), 'utf8'),
)

export const declarationOf = (name: string): Declaration => {
  const found = declarations.get(name)
  if (!found) throw new Error(`electron.d.ts knows no "${name}".`)
  return found
}

/** A declaration and what it extends, as far as electron.d.ts tells. */
export const lineOf = (name: string): readonly Declaration[] => {
  const own = declarationOf(name)
  return own.base !== null && declarations.has(own.base) ? [own, ...lineOf(own.base)] : [own]
}

export const findMethod = (name: string, method: string): Parameter[][] | undefined => {
  const overloads = lineOf(name).flatMap((declaration) => declaration.methods.get(method) ?? [])
  return overloads.length > 0 ? overloads : undefined
}

export const findProperty = (name: string, property: string): Property | undefined => {
  for (const declaration of lineOf(name)) {
    const found = declaration.properties.get(property)
    if (found) return found
  }
  return undefined
}

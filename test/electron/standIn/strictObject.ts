import { EventEmitter } from 'node:events'
import { checkArguments, rememberKind } from './checkValue.ts'
import { declarationOf, findMethod, findProperty, type Parameter } from './declarations.ts'

/** What a stand-in does; everything else of the declaration is refused when it is used. */
export type Implementation = Readonly<Record<string, unknown>>

const emitters = new WeakMap<object, EventEmitter>()

/** Lets a stand-in tell its listeners something, as Electron would. */
export const fire = (standIn: object, event: string, ...details: unknown[]): void => {
  emitters.get(standIn)?.emit(event, ...details)
}

const emitterMethods = (emitter: EventEmitter): Implementation => ({
  on: emitter.on.bind(emitter),
  once: emitter.once.bind(emitter),
  off: emitter.off.bind(emitter),
  removeListener: emitter.removeListener.bind(emitter),
  addListener: emitter.addListener.bind(emitter),
})

const guarded = (overloads: readonly (readonly Parameter[])[], method: unknown, where: string): unknown => {
  if (typeof method !== 'function') throw new Error(`The stand-in does not do ${where}.`)
  return (...given: unknown[]): unknown => {
    checkArguments(overloads, given, where)
    return method(...given)
  }
}

/** Symbols, and what languages and test runners look for on any object. */
const isForeignKey = (key: string | symbol): boolean =>
  typeof key === 'symbol' || ['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType', '$$typeof'].includes(key)

/**
 * An object of a kind that electron.d.ts declares. Whatever is not declared throws when it is touched, arguments are
 * checked against the declared overloads (events by their names, options by their keys), and what is declared but not
 * implemented throws too.
 */
export const strictObject = <T extends object>(kind: string, implementation: Implementation): T => {
  const emitter = new EventEmitter()
  const members: Implementation = { ...emitterMethods(emitter), ...implementation }
  const values: Record<string, unknown> = {}
  const proxy = new Proxy({} as T, {
    get: (_target, key) => {
      if (isForeignKey(key)) return undefined
      const name = key as string
      const where = `${kind}.${name}`
      const overloads = findMethod(kind, name)
      if (overloads) return guarded(overloads, members[name], where)
      if (!findProperty(kind, name)) throw new TypeError(`electron.d.ts: ${kind} has no "${name}".`)
      if (Object.hasOwn(values, name)) return values[name]
      if (!Object.hasOwn(members, name)) throw new Error(`The stand-in has no ${where}.`)
      const member = members[name]
      return typeof member === 'function' ? member() : member
    },
    set: (_target, key, value) => {
      const property = findProperty(kind, String(key))
      if (!property) throw new TypeError(`electron.d.ts: ${kind} has no "${String(key)}".`)
      if (property.readonly) throw new TypeError(`electron.d.ts: ${kind}.${String(key)} is read-only.`)
      values[String(key)] = value
      return true
    },
  })
  rememberKind(proxy, kind)
  emitters.set(proxy, emitter)
  return proxy
}

/** A class that electron.d.ts declares, with its static members. `construct` makes what `new` gives. */
export const strictClass = (
  kind: string,
  construct: (...given: unknown[]) => object,
  statics: Implementation,
): unknown => {
  const { constructors, staticMethods, staticProperties } = declarationOf(kind)
  return new Proxy(function standInClass() {}, {
    construct: (_target, given) => {
      checkArguments(constructors, given, `new ${kind}`)
      return construct(...given)
    },
    get: (_target, key) => {
      if (isForeignKey(key)) return undefined
      const name = String(key)
      const overloads = staticMethods.get(name)
      if (overloads) return guarded(overloads, statics[name], `${kind}.${name}`)
      if (!staticProperties.has(name)) throw new TypeError(`electron.d.ts: ${kind} has no static "${name}".`)
      return statics[name]
    },
  })
}

import { InvalidArgumentError } from 'commander'

/** `auto`, or a fraction above 0 up to 1. */
export const parseOverlap = (text: string): 'auto' | number => {
  if (text === 'auto') return 'auto'
  const fraction = Number(text)
  if (text.trim() !== '' && fraction > 0 && fraction <= 1) return fraction
  throw new InvalidArgumentError('It is "auto" or a fraction above 0 and up to 1, such as 0.8.')
}

/** A whole number of a range, both ends included. */
export const parseWhole =
  (from: number, to: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= from && value <= to) return value
    throw new InvalidArgumentError(`It is a whole number from ${from} to ${to}.`)
  }

/** Some of `choices`, separated by commas, each once and in their own order. */
export const parseListOf =
  <Choice extends string>(choices: readonly Choice[]) =>
  (text: string): readonly Choice[] => {
    const given = text.split(',').map((part) => part.trim())
    const unknown = given.filter((part) => !choices.some((choice) => choice === part))
    if (unknown.length === 0) return choices.filter((choice) => given.includes(choice))
    throw new InvalidArgumentError(`"${unknown[0]}" is not among ${choices.join(', ')}.`)
  }

/** Positive numbers, separated by commas. */
export const parsePositives = (text: string): readonly number[] => {
  const values = text.split(',').map(Number)
  if (values.every((value) => value > 0 && value < Infinity)) return values
  throw new InvalidArgumentError('It is a list of positive numbers, such as 0.5,1,2.')
}

/** name=number, separated by commas, numbers from 0 up. */
export const parseWeights = (text: string): Readonly<Record<string, number>> => {
  const pairs = text.split(',').map((part) => {
    const [, name, number] = /^\s*(.*\S)\s*=\s*(\S+)\s*$/.exec(part) ?? []
    const weight = Number(number)
    if (name && weight >= 0 && weight < Infinity) return [name, weight] as const
    throw new InvalidArgumentError('It is a list of names with numbers from 0 up, such as nose_tip=2,left_eye=0.5.')
  })
  return Object.fromEntries(pairs)
}

/** A share from 0 up to 1. */
export const parseFraction = (text: string): number => {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError('It is a number from 0 to 1, such as 0.1.')
}

/** A number above 0. */
export const parsePositive = (text: string): number => {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value < Infinity) return value
  throw new InvalidArgumentError('It is a number above 0, such as 0.5.')
}

/** x,y,width,height in pixels. */
export const parseBox = (text: string): readonly [number, number, number, number] => {
  const [x, y, width, height, ...more] = text.split(',').map(Number)
  if (more.length === 0 && [x, y].every(Number.isFinite) && width > 0 && height > 0) return [x, y, width, height]
  throw new InvalidArgumentError('It is x,y,width,height in pixels, such as 120,40,500,700.')
}

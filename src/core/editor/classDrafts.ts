import { builtInClasses, classNamePattern, type MaskClass } from '../model/maskClasses.ts'

/** Colours that stand out from skin, hair and the classes that every project has. */
const freshColors = ['#3fb950', '#e5534b', '#d4a72c', '#1fb5ad', '#d16ba5', '#8c6d46', '#9ec54b', '#5f7adb']

/** A name for files, made of a title: small letters, digits and hyphens, and not one that is taken. */
const nameFor = (title: string, taken: ReadonlySet<string>): string => {
  const plain = title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, 26)
    .replace(/-+$/, '')
  const base = classNamePattern.test(plain) ? plain : 'class'
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!taken.has(name)) return name
  }
}

/** Another class at the end, without a title yet. */
export const withNewClass = (classes: readonly MaskClass[]): readonly MaskClass[] => {
  const used = new Set(classes.map(({ color }) => color))
  const color = freshColors.find((each) => !used.has(each)) ?? freshColors[classes.length % freshColors.length]
  return [...classes, { name: '', title: '', color, isExclusive: true }]
}

/** Why the classes cannot be kept as they are, in sentences. */
export const classFaults = (classes: readonly MaskClass[]): readonly string[] => {
  const titles = classes.map(({ title }) => title.trim())
  const plain = titles.map((title) => title.toLowerCase())
  const all = [...builtInClasses.map(({ title }) => title.toLowerCase()), ...plain]
  const twice = titles.filter((title, i) => title !== '' && all.filter((each) => each === plain[i]).length > 1)
  return [
    ...(titles.includes('') ? ['Every class needs a title.'] : []),
    ...(twice.length > 0 ? [`There are two classes “${twice[0]}”.`] : []),
  ]
}

/** The classes that are new or differ from what is stored. A class keeps its name for life: its masks are kept by it. */
export const changedClasses = (stored: readonly MaskClass[], drafts: readonly MaskClass[]): readonly MaskClass[] => {
  const taken = new Set([...builtInClasses, ...stored].map(({ name }) => name))
  const changed: MaskClass[] = []
  for (const draft of drafts) {
    const title = draft.title.trim()
    const before = stored.find(({ name }) => name === draft.name)
    const name = before?.name ?? nameFor(title, taken)
    taken.add(name)
    const after = { ...draft, name, title }
    if (JSON.stringify(before) !== JSON.stringify(after)) changed.push(after)
  }
  return changed
}

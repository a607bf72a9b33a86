import { expect, test } from 'vitest'
import { changedClasses, classFaults, withNewClass } from '#core/editor/classDrafts.ts'
import { builtInClasses, classNamePattern, type MaskClass } from '#core/model/maskClasses.ts'

const titled = (title: string, name = ''): MaskClass => ({ name, title, color: '#112233', isExclusive: true })

test('new classes get names for files of their own, and keep them whatever their title becomes', () => {
  const drafts = ['Glasses', 'Glasses!', '  Ohr links ', '3 Zähne', '眼鏡', 'Hair'].map((title) => titled(title))
  const names = changedClasses([], drafts).map(({ name }) => name)
  expect(names).toEqual(['glasses', 'glasses-2', 'ohr-links', 'zahne', 'class', 'hair-2'])
  for (const name of names) expect(name).toMatch(classNamePattern)
  const long = changedClasses([], [titled('a'.repeat(60)), titled('a'.repeat(59))]).map(({ name }) => name)
  for (const name of long) expect(name).toMatch(classNamePattern)
  expect(new Set(long).size).toBe(2)
  const stored = [titled('Glasses', 'glasses'), titled('Beard', 'beard')]
  const renamed = changedClasses(stored, [{ ...stored[0], title: 'Spectacles', isExclusive: false }, stored[1]])
  expect(renamed).toEqual([{ ...stored[0], title: 'Spectacles', isExclusive: false }])
})

test('titles are told apart, also from the classes that every project has', () => {
  expect(classFaults([titled('Glasses'), titled('Beard')])).toEqual([])
  expect(classFaults([titled('')])).toEqual(['Every class needs a title.'])
  expect(classFaults([titled('Glasses'), titled(' glasses')])).toHaveLength(1)
  expect(classFaults([titled('hair')])).toEqual(['There are two classes “hair”.'])
})

test('a class that is added has a colour that no other has', () => {
  let classes: readonly MaskClass[] = []
  for (let i = 0; i < 8; i++) classes = withNewClass(classes)
  expect(new Set([...classes, ...builtInClasses].map(({ color }) => color)).size).toBe(12)
})

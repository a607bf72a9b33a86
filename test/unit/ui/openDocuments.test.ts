import { expect, test } from 'vitest'
import { OpenDocuments } from '../../../src/renderer/app/documents/openDocuments.ts'

/** A host with one number for each record, and what it was asked for. */
const host = () => {
  const stored = new Map<string, number>()
  const asked: string[] = []
  const documents = new OpenDocuments<number, number>({
    read: (id) => {
      asked.push(id)
      return Promise.resolve(stored.get(id) ?? 0)
    },
    write: (id, edit, before) => {
      stored.set(id, before + edit)
      return Promise.resolve(before + edit)
    },
  })
  return { stored, asked, documents }
}

test('a change asks for the records shown last, for the others when they are shown again', async () => {
  const { stored, asked, documents } = host()
  const ids = Array.from({ length: 200 }, (_, index) => `scan ${index}`)
  for (const id of ids) await documents.ensure(id)
  await documents.ensure('scan 3')
  asked.length = 0
  for (const id of ids) stored.set(id, 7)
  documents.refresh()
  await Promise.resolve()
  expect(asked.length).toBeLessThan(30)
  expect(asked).toContain('scan 199')
  expect(asked).toContain('scan 3')
  expect(documents.state('scan 199')?.stored).toBe(7)
  expect(documents.state('scan 0')?.stored).toBe(0)

  await documents.ensure('scan 0')
  expect(documents.state('scan 0')?.stored).toBe(7)
  asked.length = 0
  await documents.ensure('scan 0')
  expect(asked).toEqual([])
})

test('an edit of a record that was not read again is written, and none is lost', async () => {
  const { stored, documents } = host()
  for (let index = 0; index < 100; index++) await documents.ensure(`scan ${index}`)
  documents.refresh()
  expect(await documents.queue('scan 0')?.push(5)).toBe(true)
  expect(stored.get('scan 0')).toBe(5)
  await documents.ensure('scan 0')
  expect(documents.state('scan 0')?.stored).toBe(5)
})

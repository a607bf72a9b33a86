import type { Answer } from '#core/contract/dispatch.ts'
import { badInput, fromErrorRecord } from '#core/model/errors.ts'
import { startJob } from '../state/jobs.ts'
import { setSession, useSession } from '../state/session.ts'
import { bridge } from '../transport/bridge.ts'
import { client } from '../transport/client.ts'
import { type DroppedFile, droppedFiles, takeEntries } from './droppedFiles.ts'
import { importScheme, isSchemeFile } from './importScheme.ts'

const parallelUploads = 3

const putFile = async (uploadUrl: string, { relativePath, file }: DroppedFile): Promise<void> => {
  const response = await fetch(`${uploadUrl}${encodeURIComponent(relativePath)}`, { method: 'PUT', body: file })
  const answer = (await response.json()) as Answer
  if (!answer.ok) throw fromErrorRecord(answer.error)
}

/** Sends the files to the host, a few at a time; answers with the folder they lie in there. */
const upload = async (name: string, files: readonly DroppedFile[]): Promise<string> => {
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0)
  const { uploadUrl, path } = await client.call('uploads.begin', {})
  setSession({ upload: { name, doneBytes: 0, totalBytes } })
  const waiting = [...files]
  const sendNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await putFile(uploadUrl, next)
      const { upload: progress } = useSession.getState()
      if (progress) setSession({ upload: { ...progress, doneBytes: progress.doneBytes + next.file.size } })
    }
  }
  try {
    await Promise.all(Array.from({ length: parallelUploads }, sendNext))
    return path
  } finally {
    setSession({ upload: null })
  }
}

/** In Electron a dropped folder has a path and is imported where it lies; in a browser its files are sent first. */
export const importDrop = async (transfer: DataTransfer): Promise<void> => {
  const entries = takeEntries(transfer)
  const first = transfer.files.item(0)
  if (bridge && first) {
    for (const file of transfer.files) {
      const path = bridge.pathForFile(file)
      if (isSchemeFile(path)) await importScheme(path)
      else await startJob('captures.import', { path })
    }
    return
  }
  const files = await droppedFiles(entries)
  if (files.length > 0 && files.every(({ relativePath }) => isSchemeFile(relativePath))) {
    const folder = await upload(entries[0].name, files)
    for (const { relativePath } of files) await importScheme(`${folder}/${relativePath}`)
    return
  }
  if (files.length === 0) {
    throw badInput('nothing-dropped', 'There is no file in what was dropped. Drop a folder with scans and photos.')
  }
  await startJob('captures.import', { path: await upload(entries[0].name, files) })
}

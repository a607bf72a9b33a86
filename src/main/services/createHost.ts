import { userInfo } from 'node:os'
import { createClient } from '#core/contract/client.ts'
import { createDispatch, type Services } from '#core/contract/dispatch.ts'
import { alignmentServices } from './alignments.ts'
import { batchServices } from './batch.ts'
import { blindStudyServices } from './blindStudy.ts'
import { resolveBytes } from './bytes.ts'
import { captureServices } from './captures.ts'
import { demoServices } from './demo.ts'
import { eventServices } from './events.ts'
import { explaining } from './explainError.ts'
import { exportLandmarks } from './exportLandmarks.ts'
import { exportServices } from './exports.ts'
import { fileServices } from './fileServices.ts'
import { folderServices } from './folders.ts'
import { createFoundation } from './foundation.ts'
import type { Host, HostOptions } from './host.ts'
import { hostServices } from './hostInfo.ts'
import type { House } from './house.ts'
import { doubtServices } from './landmarkCheck.ts'
import { studyServices } from './landmarkStudy.ts'
import { landmarkServices } from './landmarks.ts'
import { maskCutServices } from './maskCuts.ts'
import { maskProposalServices } from './maskProposals.ts'
import { maskServices } from './masks.ts'
import { modelServices } from './models.ts'
import { Session } from './openProject.ts'
import { photoPointServices } from './photoPoints.ts'
import { projectServices } from './projects.ts'
import { proposalServices } from './proposeLandmarks.ts'
import { registrationServices } from './registrations.ts'
import { scanServices } from './scans.ts'
import { schemeServices } from './schemes.ts'
import { sourceServices } from './sources.ts'
import { subjectServices } from './subjects.ts'
import { trustServices } from './trust.ts'
import { Uploads } from './uploads.ts'

const systemUserName = (): string => {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

/** Every method of the contract. */
const createServices = (house: House, uploads: Uploads): Services => ({
  ...hostServices(house),
  ...folderServices(),
  ...projectServices(house),
  ...subjectServices(house),
  ...captureServices(house),
  ...uploads.services,
  ...modelServices(house),
  ...sourceServices(house),
  ...eventServices(house),
  ...scanServices(house),
  ...landmarkServices(house),
  'landmarks.export': (input) => exportLandmarks(house, input),
  ...proposalServices(house),
  ...schemeServices(house),
  ...studyServices(house),
  ...blindStudyServices(house),
  ...photoPointServices(house),
  ...maskCutServices(house),
  ...doubtServices(house),
  ...maskServices(house),
  ...maskProposalServices(house, { acceptProposal: maskServices(house)['masks.acceptProposal'] }),
  ...alignmentServices(house),
  ...trustServices(house),
  ...registrationServices(house),
  ...batchServices(house),
  ...fileServices(house),
  ...exportServices(house),
  ...demoServices(house),
})

/** Builds everything behind the doors. Nothing is opened and no thread is started before the first call needs it. */
export const createHost = (options: HostOptions): Host => {
  const { subscribe, ...foundation } = createFoundation(options)
  const house: House = {
    ...foundation,
    door: options.door,
    userName: options.userName ?? systemUserName(),
    session: new Session(),
    createSibling: () => createHost({ ...options, pool: undefined }),
  }
  const uploads = new Uploads(house)
  const services = explaining(createServices(house, uploads))
  const dispatch = createDispatch({ services, startJob: house.jobs.start })
  return {
    dispatch,
    client: createClient({ call: dispatch, subscribe }),
    subscribe,
    resolveBytes: (route) => resolveBytes(house, route),
    putUpload: (uploadId, relativePath, stream) => uploads.put(uploadId, relativePath, stream),
    close: async () => {
      await house.jobs.cancelAll({ onlyProject: false })
      const project = house.session.current
      house.session.replace(null)
      await project?.edits.idle()
      project?.close()
      await house.pool.close()
    },
  }
}

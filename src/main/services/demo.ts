import type { Services } from '#core/contract/dispatch.ts'
import { CameoError } from '#core/model/errors.ts'
import type { House } from './house.ts'

export const demoServices = (_house: House): Pick<Services, 'demo.run'> => ({
  'demo.run': async () => {
    throw new CameoError('internal/not-built', 'The demo is being built.')
  },
})

import { type Catalogue, createCatalogue, type OpenOptions, openCatalogue } from '#main/catalogue/open.ts'

export const optionsFor = (folder: string): OpenOptions => ({ folder, holderName: 'tester', toolVersion: '0.0.0' })

export const makeCatalogue = (folder: string): Promise<Catalogue> =>
  createCatalogue(optionsFor(folder), (tables) => tables.projects.insert({ name: 'Heads', licenceNote: '' }))

export const reopen = (folder: string): Promise<Catalogue> => openCatalogue(optionsFor(folder))

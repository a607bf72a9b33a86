import { mkdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { HostEvent } from '#core/contract/contract.ts'
import { badInput, CameoError } from '#core/model/errors.ts'
import { type Catalogue, createCatalogue, openCatalogue } from '../catalogue/open.ts'
import type { ImageRow } from '../catalogue/tables/images.ts'
import type { Tables } from '../catalogue/tables/index.ts'
import type { StepName } from '../catalogue/tables/jobResults.ts'
import type { ScanRow } from '../catalogue/tables/scans.ts'
import type { SubjectRow } from '../catalogue/tables/subjects.ts'
import { ArtefactStore } from '../files/artefactStore.ts'
import { isInside } from '../files/safePath.ts'
import { FilePresence } from './filePresence.ts'
import { KeyedQueue } from './keyedQueue.ts'
import { MaskCache } from './maskCache.ts'
import { MaskPictures } from './maskPictures.ts'
import { PhotoVersions } from './photoVersions.ts'

export interface ProjectSetting {
  /** Who works: named in events and in the lock. */
  readonly actor: string
  readonly toolVersion: string
  readonly emit: (event: HostEvent) => void
}

/** How long a change of a mask may wait until other windows hear of it. */
const announceMs = 400
const backupCheckMs = 60 * 60 * 1000

/** A project that this process has open: its catalogue, its files, and what is known of it in memory. */
export class OpenProject {
  readonly folder: string
  readonly catalogue: Catalogue
  readonly artefacts: ArtefactStore
  readonly masks: MaskCache
  readonly maskPictures: MaskPictures
  readonly photoVersions: PhotoVersions
  readonly presence = new FilePresence()
  /** Edits of one document that wait for files follow each other. */
  readonly edits = new KeyedQueue()
  /** `<step>:<subjectId>` of steps that are being computed. */
  private readonly runningSteps = new Map<string, number>()
  /** What has been worked out about each subject, dropped with its next change. */
  private readonly remembered = new Map<string, Map<string, unknown>>()
  private readonly announcing = new Map<string, NodeJS.Timeout>()
  private readonly setting: ProjectSetting
  private readonly backupTimer: NodeJS.Timeout

  private constructor(catalogue: Catalogue, setting: ProjectSetting) {
    this.folder = catalogue.folder
    this.catalogue = catalogue
    this.setting = setting
    this.artefacts = new ArtefactStore(join(catalogue.folder, 'artefacts'))
    this.masks = new MaskCache(this)
    this.maskPictures = new MaskPictures(this)
    this.photoVersions = new PhotoVersions(this)
    this.backupTimer = setInterval(() => {
      catalogue.backupDaily().catch((error: unknown) => this.record('backup.failed', null, { reason: String(error) }))
    }, backupCheckMs)
    this.backupTimer.unref()
  }

  static async create(
    folder: string,
    project: { name: string; licenceNote: string },
    setting: ProjectSetting,
  ): Promise<OpenProject> {
    await mkdir(folder, { recursive: true })
    const options = { folder: await realpath(folder), holderName: setting.actor, toolVersion: setting.toolVersion }
    const catalogue = await createCatalogue(options, (tables) => {
      tables.projects.insert(project)
      tables.events.add({
        actor: setting.actor,
        toolVersion: setting.toolVersion,
        kind: 'project.created',
        subjectId: null,
        data: project,
      })
    })
    return new OpenProject(catalogue, setting)
  }

  static async open(folder: string, setting: ProjectSetting): Promise<OpenProject> {
    const options = { folder, holderName: setting.actor, toolVersion: setting.toolVersion }
    const project = new OpenProject(await openCatalogue(options), setting)
    try {
      await project.removeOrphans()
      for (const imageId of project.tables.masks.withoutPicture()) project.maskPictures.later(imageId)
    } catch (error) {
      project.close()
      throw error
    }
    return project
  }

  get tables(): Tables {
    return this.catalogue.tables
  }

  get actor(): string {
    return this.setting.actor
  }

  get toolVersion(): string {
    return this.setting.toolVersion
  }

  close(): void {
    clearInterval(this.backupTimer)
    for (const timer of this.announcing.values()) clearTimeout(timer)
    this.maskPictures.close()
    this.photoVersions.close()
    this.catalogue.close()
  }

  /** Throws `usage/project-closed` where the project was closed while the caller waited for something. */
  transaction<T>(work: () => T): T {
    if (!this.catalogue.db.open) {
      throw new CameoError('usage/project-closed', 'The project was closed meanwhile. Nothing was changed.')
    }
    return this.catalogue.transaction(work)
  }

  /** What `compute` gives for a subject, worked out once until something about the subject changes. */
  remember<T>(subjectId: string, what: string, compute: () => T): T {
    const known = this.remembered.get(subjectId) ?? new Map<string, unknown>()
    this.remembered.set(subjectId, known)
    if (!known.has(what)) known.set(what, compute())
    return known.get(what) as T
  }

  /** One line of the provenance log. Called inside the transaction of the change it tells of. */
  record(kind: string, subjectId: string | null, data: Readonly<Record<string, unknown>>): void {
    const { actor, toolVersion } = this.setting
    this.tables.events.add({ actor, toolVersion, kind, subjectId, data })
  }

  /** Tells the windows that something about these subjects (none: the project) is new. */
  changed(...subjectIds: readonly string[]): void {
    if (subjectIds.length === 0) this.remembered.clear()
    for (const subjectId of subjectIds) this.remembered.delete(subjectId)
    this.setting.emit({ type: 'project.changed', subjectIds })
  }

  /** As `changed`, told a little later and once for many changes: a person who paints changes a mask very often. */
  changedSoon(subjectId: string): void {
    this.remembered.delete(subjectId)
    if (this.announcing.has(subjectId)) return
    const timer = setTimeout(() => {
      this.announcing.delete(subjectId)
      this.changed(subjectId)
    }, announceMs)
    timer.unref()
    this.announcing.set(subjectId, timer)
  }

  /** How a path is written in the catalogue: relative with forward slashes inside the project, else absolute. */
  storedPath(absolutePath: string): string {
    const path = resolve(absolutePath)
    return isInside(this.folder, path) ? relative(this.folder, path).split(sep).join('/') : path
  }

  absolutePath(storedPath: string): string {
    return isAbsolute(storedPath) ? storedPath : join(this.folder, storedPath)
  }

  /** Throws `input/unknown-…` with a sentence, like the two below. */
  subject(id: string): SubjectRow {
    return this.tables.subjects.get(id) ?? unknown('subject', id)
  }

  scan(id: string): ScanRow {
    return this.tables.scans.get(id) ?? unknown('scan', id)
  }

  image(id: string): ImageRow {
    return this.tables.images.get(id) ?? unknown('image', id)
  }

  isRunning(step: StepName, subjectId: string): boolean {
    return this.runningSteps.has(`${step}:${subjectId}`)
  }

  /** Marks a step as running while `work` runs, for the windows to show. */
  async whileRunning<T>(step: StepName, subjectId: string, work: () => Promise<T>): Promise<T> {
    const key = `${step}:${subjectId}`
    this.runningSteps.set(key, (this.runningSteps.get(key) ?? 0) + 1)
    this.changed(subjectId)
    try {
      return await work()
    } finally {
      const left = (this.runningSteps.get(key) ?? 1) - 1
      if (left > 0) this.runningSteps.set(key, left)
      else this.runningSteps.delete(key)
      this.changed(subjectId)
    }
  }

  /** All stored results that a record still names. */
  namedArtefacts(): ReadonlySet<string> {
    const { masks, maskProposals, alignments, alignmentDetails, registrations, registrationTextures, trust } =
      this.tables
    const tables = [masks, maskProposals, alignments, alignmentDetails, registrations, registrationTextures, trust]
    return new Set(tables.flatMap((table) => table.artefacts()))
  }

  private async removeOrphans(): Promise<void> {
    const named = this.namedArtefacts()
    await this.artefacts.removeOrphans((name) => named.has(name))
  }
}

const unknown = (noun: string, id: string): never => {
  throw badInput(`unknown-${noun}`, `There is no ${noun} "${id}" in this project.`)
}

/** The one project this host has open, or none. */
export class Session {
  private project: OpenProject | null = null

  get current(): OpenProject | null {
    return this.project
  }

  /** Throws `usage/no-project` where none is open. */
  get open(): OpenProject {
    if (this.project) return this.project
    throw new CameoError('usage/no-project', 'No project is open. Open or create one first.')
  }

  replace(project: OpenProject | null): void {
    this.project = project
  }
}

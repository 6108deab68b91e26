import type { Place, Stage } from './stage.ts'
import type { MadeCommit } from './history.ts'

/** Who does the work. */
export type SubjectName = 'action' | 'version 1' | 'sentry-cli' | 'floor'

/** A process that a subject starts. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** One way to do the work of a case: processes, one after the other. */
export interface Subject {
  readonly name: SubjectName
  readonly commands: readonly Command[]
}

/** What the cost of a case is compared with. */
export type Dimension = 'commits' | 'projects' | 'issues' | 'comments'

/** A case whose data are in the simulator. */
export interface PreparedCase {
  /** Those who do this work, reaching the servers from a place. */
  subjectsAt(place: Place): readonly Subject[]
  /** Throws when the work was not done. */
  check(): Promise<void>
  /** Takes away what a run made, so that the next one finds what this one found. */
  cleanUp(): Promise<void>
}

/** What every case is prepared with. */
export interface Setting {
  readonly stage: Stage
  /** A folder for this case alone. */
  readonly folder: string
  /** The checkout that the commits stand in, and all its commits, oldest first. */
  readonly checkout: string
  readonly history: readonly MadeCommit[]
  /** A file with the certificate that the clients trust. */
  readonly certificateFile: string
  /** The folder with version 1; `undefined` where git does not hold it. */
  readonly versionOne: string | undefined
}

export interface Case {
  readonly name: string
  /** Its place in a table of growth. */
  readonly growth?: { readonly of: Dimension; readonly size: number }
  /** `growth`: it stands in that table only, and is measured without distance and without rivals. */
  readonly purpose: 'comparison' | 'growth'
  /** The fewest requests that have to wait for each other; `undefined` if they are not counted. */
  readonly rounds?: number | undefined
  prepare(setting: Setting): Promise<PreparedCase>
}

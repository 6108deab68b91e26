import type { Place, Stage } from '../stage/stage.ts'
import type { MadeCommit } from './history.ts'

/** The programs that are compared. The `floor` is a script that sends only the necessary requests. */
export type SubjectName = 'action' | 'version 1' | 'sentry-cli' | 'floor'

/** A process of a subject. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
}

/** A program that does the work of a case, as processes that run one after the other. */
export interface Subject {
  readonly name: SubjectName
  readonly commands: readonly Command[]
}

/** The size that grows in a table of growth. */
export type Dimension = 'commits' | 'projects' | 'issues' | 'comments'

/** A case with its data in the simulator. */
export interface PreparedCase {
  /** The programs that do this work, for servers at one distance. */
  subjectsAt(place: Place): readonly Subject[]
  /** @throws Error if the work was not done */
  check(): Promise<void>
  /** Removes what a run made, so that the next run finds the same state. */
  cleanUp(): Promise<void>
}

/** What a case is prepared with. */
export interface Setting {
  readonly stage: Stage
  /** A folder of this case. */
  readonly folder: string
  /** A git checkout, and all its commits, oldest first. */
  readonly checkout: string
  readonly history: readonly MadeCommit[]
  /** A file with the certificate that clients must trust. */
  readonly certificateFile: string
  /** The folder of version 1; `undefined` if git does not have it. */
  readonly versionOne: string | undefined
}

export interface Case {
  readonly name: string
  /** Its place in a table of growth. */
  readonly growth?: { readonly of: Dimension; readonly size: number }
  /** `growth`: only for the table of growth. It is measured without distance, and only with the action. */
  readonly purpose: 'comparison' | 'growth'
  /** The fewest requests that must wait for each other; `undefined` if they are not counted. */
  readonly rounds?: number | undefined
  prepare(setting: Setting): Promise<PreparedCase>
}

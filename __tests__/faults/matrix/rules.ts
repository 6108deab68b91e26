import type { Recorded } from '../../../simulator/client/recorded.ts'
import type { FaultKind } from './kinds.ts'

/** What a run needs of a request. */
export type Need =
  /** A read without which nothing can go on. */
  | 'read'
  /** A read whose loss costs only an extra, or that another one can replace. */
  | 'extra'
  /** A read that others replace when it fails by itself; but what is refused would be refused to them too. */
  | 'replaceable'
  /** A write that may be done twice, and that a held lock only delays. */
  | 'locked write'
  /** A write that may be done twice. */
  | 'write'
  /** A write that makes a new thing each time, so that after a lost answer it is looked. */
  | 'create'
  /** The same where nothing can be looked up: a lost answer ends the run. */
  | 'blind create'
  /** A write whose answer has no body. */
  | 'delete'

/** How long a fault lasts. */
export type Times = 'once' | 'for ever'

/**
 * `well`: exactly the right state and exit code 0. `error`: exactly one error, nothing doubled. `skipped`: a notice instead of a
 * comment, and exit code 0.
 */
export type Ends = 'well' | 'error' | 'skipped'

interface Rule {
  readonly why: string
  readonly fits: (cell: Cell) => boolean
  readonly ends: Ends
}

/** One request of a run and one fault that hits it. */
export interface Cell {
  readonly need: Need
  /** Whether GitHub's limits end a run without a comment. */
  readonly isCommenting: boolean
  readonly fault: FaultKind
  readonly times: Times
}

const isRead = ({ need }: Pick<Cell, 'need'>): boolean => ['read', 'extra', 'replaceable'].includes(need)

/** An answer that confirms a deletion: a good one that is no page. */
function isConfirmed({ action }: FaultKind): boolean {
  const { status, body } = action
  return status === 200 && !(typeof body === 'string' && body.startsWith('<'))
}

/** The first rule that fits counts. */
const RULES: readonly Rule[] = [
  { why: 'an extra is worth no failure', fits: ({ need }) => need === 'extra', ends: 'well' },
  { why: 'a good answer is one', fits: ({ fault }) => fault.nature === 'good', ends: 'well' },
  {
    why: 'a deletion is answered without a body',
    fits: ({ need, fault }) => need === 'delete' && isConfirmed(fault),
    ends: 'well'
  },
  {
    why: 'what cannot be looked up is never repeated',
    fits: ({ need, fault }) => need === 'blind create' && fault.nature === 'unclear',
    ends: 'error'
  },
  {
    why: 'another job holds the lock for a moment',
    fits: ({ need, fault, times }) =>
      need === 'locked write' && fault.name === '409 lock' && times === 'once',
    ends: 'well'
  },
  {
    why: 'others replace it',
    fits: ({ need, fault }) => need === 'replaceable' && fault.nature === 'unclear',
    ends: 'well'
  },
  { why: 'it would be refused again', fits: ({ fault }) => fault.nature === 'final', ends: 'error' },
  { why: 'what passes is waited for', fits: ({ times }) => times === 'once', ends: 'well' },
  {
    why: 'what was created is found by a look',
    fits: ({ need, fault }) => need === 'create' && fault.effect,
    ends: 'well'
  },
  {
    why: 'a deletion that was carried out is seen by the next try',
    fits: ({ need, fault }) => need === 'delete' && fault.action['truncate'] !== undefined,
    ends: 'well'
  },
  {
    why: "GitHub's limits are no fault of the run",
    fits: ({ isCommenting, fault }) => isCommenting && fault.nature === 'refused',
    ends: 'skipped'
  },
  { why: 'enough was tried', fits: () => true, ends: 'error' }
]

/** How a run is to end, by the table. */
export function endsOf(cell: Cell): Ends {
  return RULES.find(rule => rule.fits(cell))?.ends ?? 'error'
}

/** Whether a fault says anything about a request: a deletion that is confirmed and not done is a lie that nobody can see. */
export function isTold(
  cell: Pick<Cell, 'need' | 'fault'> & { readonly request: Pick<Recorded, 'server'>; readonly times?: Times }
): boolean {
  const { server, lasts, effect } = cell.fault
  const from = cell.request.server === 'github' ? 'github' : 'sentry'
  if (server !== undefined && server !== from) return false
  if (cell.times !== undefined && lasts !== undefined && lasts !== cell.times) return false
  if (cell.need === 'delete' && isConfirmed(cell.fault) && !effect) return false
  return cell.fault.only === undefined || cell.fault.only === (isRead(cell) ? 'reads' : 'writes')
}

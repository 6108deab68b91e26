/** How a run reaches Sentry, as its inputs say. */
export type WayAccess = MatonAccess

/** Through Maton. */
export interface MatonAccess {
  readonly kind: 'maton'
  readonly key: string
  /** The id of the connection to use; `undefined` for the only active one. */
  readonly connection: string | undefined
  readonly url: URL
}

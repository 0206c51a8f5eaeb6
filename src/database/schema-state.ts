// What a database says of itself: which one it is, and at which revisions its schema claims to be.

/** Two connections to one database have the same; another database, or a copy on another server, has not. */
export interface DatabaseIdentity {
  readonly systemIdentifier: string;
  readonly database: string;
}

export interface SchemaState extends DatabaseIdentity {
  readonly user: string;
  /** A reader follows another server and takes no change. */
  readonly isReader: boolean;
  /** Whether connections are handed out one transaction at a time, where no session stays what it is. */
  readonly isPooled: boolean;
  readonly mayCreate: boolean;
  /** Rows of alembic_version, sorted; absent where there is no such table. A claim: see `fingerprint`. */
  readonly revisions?: readonly string[];
  /** SHA-256 over the catalogue, in hex: what the schema is. */
  readonly fingerprint: string;
  /** Indexes that a broken migration left behind. */
  readonly invalidIndexes: readonly string[];
  /** The tables that those are on. */
  readonly invalidOn: readonly string[];
}

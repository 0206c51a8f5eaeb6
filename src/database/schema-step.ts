// What schema-runner says of a migration: one step of a path through the revisions, printed without a database.

/** One direction of a step. */
export interface PrintedMigration {
  /** Where it begins in its file, and what stands there; absent where the file has no such function. */
  readonly line?: number;
  readonly source?: string;
  readonly isEmpty?: boolean;
  /** In their order, without semicolons; what came before it stopped, where it did. */
  readonly sql: readonly string[];
  readonly stopped?: {
    /** `raises`: the file says itself that it cannot be done; `needs-database`: it looks before it acts. */
    readonly why: 'raises' | 'no-such-operation' | 'needs-database';
    readonly line: number | null;
    readonly says: string;
  };
}

export interface SchemaStep {
  readonly revision: string;
  readonly parents: readonly string[];
  /** The first line of what its author wrote. */
  readonly says: string;
  /** Below the Alembic folder. */
  readonly file: string;
  /** SHA-256 of the file, in hex. */
  readonly hash: string;
  readonly downgrade?: PrintedMigration;
  readonly upgrade?: PrintedMigration;
}

export interface SchemaPath {
  /** Of the folder that was asked. */
  readonly heads: readonly string[];
  /** In the order in which they are run. */
  readonly down: readonly SchemaStep[];
  readonly up: readonly SchemaStep[];
}

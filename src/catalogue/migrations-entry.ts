// How a database's migrations are reached: Alembic's folder in a repository, and what it takes to run it.

/** The database is asked and changed by a task of the release's own image (design §7), never from the worker. */
export interface MigrationsTask {
  /** That has the migrations; where absent the only one, or the one behind the load balancer. */
  readonly container?: string;
  /** Of alembic.ini in the image, from its working directory. */
  readonly folder: string;
  /** The interpreter in the image. */
  readonly python: string;
}

export interface MigrationsEntry {
  /** Path or URL, as git takes it. */
  readonly repository: string;
  /** Reference to what git is let in with. */
  readonly token?: string;
  /** Of alembic.ini, in the repository. */
  readonly folder: string;
  /** Of release tags, which alone are loaded: `prod-v*`. */
  readonly tags: string;
  /** The interpreter that has what the migrations import; Runback's own where absent. */
  readonly python?: string;
  /** Absent where the worker itself reaches the database. */
  readonly task?: MigrationsTask;
  /** Environment variable from which env.py takes its URL. */
  readonly urlVariable: string;
  /** Variables without which the project's code does not load; its migrations and its tests get them. */
  readonly environment: Readonly<Record<string, string>>;
  /** The application's own tests, run in its folder at the target release. */
  readonly tests?: readonly string[];
  /** What somebody vouches for: releases run on schemas newer than their own. */
  readonly releasesRunOnNewerSchema: boolean;
  /** Milliseconds for which a rehearsal counts. */
  readonly rehearsalExpiresAfter: number;
  /** Folder of pg_dump and pg_restore; on the PATH where absent. */
  readonly programs?: string;
}

// What a task prints, in the words of uvicorn, which serves ApplyLens.
import { STATUS_CODES } from 'node:http';

import type { ImageBehaviour } from './images.js';

export const startLines = ({ prints, startsUp }: ImageBehaviour): readonly string[] => [
  'INFO:     Started server process [1]',
  'INFO:     Waiting for application startup.',
  ...(prints?.atStart ?? []),
  ...(startsUp !== true && startsUp.after === 'start'
    ? ['ERROR:    Application startup failed. Exiting.']
    : [
        'INFO:     Application startup complete.',
        'INFO:     Uvicorn running on http://0.0.0.0:8080 (Press CTRL+C to quit)',
      ]),
];

export const stopLines: readonly string[] = ['INFO:     Shutting down', 'INFO:     Finished server process [1]'];

const usualFailure = [
  'ERROR:    Exception in ASGI application',
  'Traceback (most recent call last):',
  '  File "/app/app/routers/inbox.py", line 88, in rank',
  "KeyError: 'score'",
];

/** What was raised, or psycopg's words for what PostgreSQL said. */
function failureOf({ trouble, raised }: Pick<Answered, 'trouble' | 'raised'>): readonly string[] {
  const line = raised ?? (trouble && `sqlalchemy.exc.ProgrammingError: (psycopg.errors.Error) ${trouble}`);
  return line === undefined ? usualFailure : [...usualFailure.slice(0, 2), line];
}

interface Answered {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly trouble?: string | undefined;
  readonly raised?: string | undefined;
}

/** The request's line, and before it what the application says of a failure. */
export const answerLines = (
  { prints }: ImageBehaviour,
  { method, path, status, ...why }: Answered,
): readonly string[] => [
  ...(status === 500 ? (prints?.atFailure ?? failureOf(why)) : []),
  `INFO:     10.0.1.10:0 - "${method} ${path} HTTP/1.1" ${status} ${STATUS_CODES[status] ?? ''}`.trim(),
];

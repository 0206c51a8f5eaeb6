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

/** psycopg's words for what PostgreSQL said. */
const failureOf = (trouble: string | undefined): readonly string[] =>
  trouble === undefined
    ? usualFailure
    : [...usualFailure.slice(0, 2), `sqlalchemy.exc.ProgrammingError: (psycopg.errors.Error) ${trouble}`];

/** The request's line, and before it what the application says of a failure. */
export const answerLines = (
  { prints }: ImageBehaviour,
  { method, path, status, trouble }: { method: string; path: string; status: number; trouble?: string | undefined },
): readonly string[] => [
  ...(status === 500 ? (prints?.atFailure ?? failureOf(trouble)) : []),
  `INFO:     10.0.1.10:0 - "${method} ${path} HTTP/1.1" ${status} ${STATUS_CODES[status] ?? ''}`.trim(),
];

// Runbook › Health Checks Fail After Rollback, "Common issues": how each of them reads in a task's log.
import type { CauseKind } from '../../diagnosis.js';

interface Recognised {
  readonly kind: CauseKind;
  /** What the line says, as the end of "v1.2.2 …". */
  readonly says: string;
}

type Reading = readonly [CauseKind, RegExp, (...found: string[]) => string];

const readings: readonly Reading[] = [
  [
    'database schema',
    /Can't locate revision identified by '([\w-]+)'/,
    (revision) =>
      `does not know schema revision ${revision}, at which the database is: the schema is newer than the release`,
  ],
  ['database schema', /Target database is not up to date/, () => 'expects a newer schema than the database has'],
  ['database schema', /relation "([^"]+)" does not exist/, (name) => `expects a table ${name} that the database lacks`],
  [
    'database schema',
    /column "?([\w.]+)"?(?: of relation "[^"]+")? does not exist/,
    (name) => `expects a column ${name} that the database lacks`,
  ],
  [
    'linker',
    /(\S*):? undefined symbol: (\w+)/,
    (file, symbol) => `cannot load ${nameOf(file)}: undefined symbol ${symbol}`,
  ],
  [
    'linker',
    /version [`'‘]?((?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)['’]? not found/,
    (version) => `needs ${version}, which its image lacks`,
  ],
  ['linker', /([\w.+-]+\.so[\w.]*): cannot open shared object file/, (file) => `needs ${file}, which its image lacks`],
  [
    'import',
    /ModuleNotFoundError: No module named '([\w.]+)'/,
    (name) => `cannot import ${name}: there is no such module in its image`,
  ],
  [
    'import',
    /ImportError: cannot import name '(\w+)' from '([\w.]+)'/,
    (name, from) => `cannot import ${name} from ${from}: its dependencies do not fit together`,
  ],
  ['import', /ImportError: (.{1,120})/, (why) => `cannot import what it needs: ${why}`],
  [
    'import',
    /Cannot find (?:module|package) '([^']+)'/,
    (name) => `cannot import ${name}: there is no such module in its image`,
  ],
  [
    'setting missing',
    /KeyError: '([A-Z][A-Z0-9_]{2,})'/,
    (name) => `needs the environment variable ${name}, which is not set`,
  ],
  [
    'setting missing',
    /(?:environment variable|env var) ['"`]?([A-Z][A-Z0-9_]{2,})['"`]? (?:is )?(?:not set|missing|required)/i,
    (name) => `needs the environment variable ${name}, which is not set`,
  ],
  [
    'setting missing',
    /(?:missing|required) (?:environment variable|env var|setting)s?:? ['"`]?([A-Z][A-Z0-9_]{2,})/i,
    (name) => `needs the environment variable ${name}, which is not set`,
  ],
  ['out of memory', /OutOfMemory|MemoryError|JavaScript heap out of memory/, () => 'runs out of memory'],
  [
    'dependency',
    /'(\d{3}) [^']*' for url '(https?:\/\/[^/'\s]+)/,
    (status, origin) => `is answered ${status} by ${origin}`,
  ],
  [
    'dependency',
    /(?:connect ECONNREFUSED|connection to server at|Connection refused)[^\w]*"?([\w.-]+(?:[:,][ \w]*\d+)?)/,
    (where) => `cannot connect to ${where}`,
  ],
  [
    'dependency',
    /(?:Failed to resolve|getaddrinfo ENOTFOUND|getaddrinfo|Name or service not known|ENOTFOUND)[^\w]*([\w.-]*)/,
    (where) => `cannot find the address of ${where === '' ? 'what it depends on' : where}`,
  ],
  ['dependency', /password authentication failed for user/, () => 'is refused by its database: the password is wrong'],
  [
    'dependency',
    /(?:ReadTimeout|ConnectTimeout|ETIMEDOUT|timed out)\b.{0,80}?(https?:\/\/[^/'\s]+)/,
    (origin) => `gets no answer from ${origin} in time`,
  ],
];

const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1).replace(/:$/, '') || 'a library';

/** Undefined for a line that says no cause that is known. */
export function readLine(line: string): Recognised | undefined {
  for (const [kind, pattern, says] of readings) {
    const found = pattern.exec(line);
    if (found !== null) return { kind, says: says(...found.slice(1).map((part: string | undefined) => part ?? '')) };
  }
  return undefined;
}

export const isRecognised = (line: string): boolean => readLine(line) !== undefined;

/** What frameworks print around every error, and the lines of single requests. */
export const saysNothing = (line: string): boolean =>
  /Exception in ASGI application|^Traceback|Application startup failed|worker failed to boot|HTTP\/\d(?:\.\d)?" \d{3}/i.test(
    line,
  );

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/runbook/troubleshooting-failed-rollbacks/diagnose.js';
import { aTrouble, logged, logsOf } from './a-trouble.js';

describe('the log of the tasks', () => {
  it('explains nothing by the lines of single requests', () => {
    const logs = logsOf(logged('INFO: 10.0.1.10:0 - "GET /x HTTP/1.1" 500 Internal Server Error'));
    expect(diagnose(aTrouble({ logs })).causes).toEqual([]);
  });

  it.each([
    [
      "alembic.util.exc.CommandError: Can't locate revision identified by '0018'",
      'database schema',
      'v1.2.2 does not know schema revision 0018',
    ],
    [
      'psycopg.errors.UndefinedColumn: column emails.risk does not exist',
      'database schema',
      'expects a column emails.risk',
    ],
    [
      'ImportError: /usr/lib/_psycopg.cpython-311.so: undefined symbol: PQnewAPI',
      'linker',
      'cannot load _psycopg.cpython-311.so: undefined symbol PQnewAPI',
    ],
    ["/lib/libm.so.6: version `GLIBC_2.38' not found (required by x)", 'linker', 'needs GLIBC_2.38'],
    ['libpq.so.5: cannot open shared object file: No such file or directory', 'linker', 'needs libpq.so.5'],
    ["ModuleNotFoundError: No module named 'langdetect'", 'import', 'cannot import langdetect'],
    ["ImportError: cannot import name 'Field' from 'pydantic'", 'import', 'cannot import Field from pydantic'],
    ["KeyError: 'GMAIL_TOKEN_KEY'", 'setting missing', 'needs the environment variable GMAIL_TOKEN_KEY'],
    [
      "Server error '503 Service Unavailable' for url 'https://gmail.googleapis.com/v1/x'",
      'dependency',
      'is answered 503 by https://gmail.googleapis.com',
    ],
    ['Error: connect ECONNREFUSED 10.0.0.5:5432', 'dependency', 'cannot connect to 10.0.0.5:5432'],
    [
      "urllib3.exceptions.NameResolutionError: Failed to resolve 'flags.internal' ([Errno -2] Name or service not known)",
      'dependency',
      'cannot find the address of flags.internal',
    ],
    ['Error: getaddrinfo ENOTFOUND flags.internal', 'dependency', 'cannot find the address of flags.internal'],
    ["KeyError: 'score'", 'errors', 'v1.2.2’s tasks print "KeyError: \'score\'"'],
  ])('%j is read', (text, kind, words) => {
    const [cause] = diagnose(aTrouble({ logs: logsOf(logged(text)) })).causes;
    expect(cause?.kind).toBe(kind);
    expect(cause?.sentence).toContain(words);
    expect(cause?.evidence[0]).toContain(text);
  });

  it('of another release explains a dependency only', () => {
    const ofOther = { of: 'another release' } as const;
    const logs = logsOf(
      logged("ModuleNotFoundError: No module named 'x'", ofOther),
      logged("'503 x' for url 'https://mail.example'", ofOther),
    );
    expect(diagnose(aTrouble({ logs })).causes.map(({ kind }) => kind)).toEqual(['dependency']);
  });
});

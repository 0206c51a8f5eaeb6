import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cataloguesOnPath } from '../../src/database/foretold-catalogues.js';
import { whyNotValid } from '../../src/database/rehearsal.js';
import { rehearsalLines } from '../../src/database/rehearsal-text.js';
import { deltaBetween } from '../../src/database/schema-delta.js';
import { standingOf } from '../../src/database/standing.js';
import { aRehearsal } from '../support/scripted-database.js';

const catalogue = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 8 }).map((lines) => lines.sort());

describe('a rehearsed path', () => {
  it('leads in another database over what staging changed, whatever else that one bears', () => {
    fc.assert(
      fc.property(fc.array(catalogue, { minLength: 2, maxLength: 5 }), (states) => {
        const own = 'zzzz drift of production';
        const steps = states.slice(1).map((after, index) => ({
          revision: `${index}`,
          heads: [`${index}`],
          delta: deltaBetween(states[index] ?? [], after),
          tookMs: 1,
        }));
        const path = cataloguesOnPath([...(states[0] ?? []), own], steps);
        expect(path).toEqual(states.map((lines) => [...lines, own]));
      }),
    );
  });

  it('takes with a table or a column all that production bears on it, though staging does not', () => {
    const removed = [
      'column public.consent_log.id bigint',
      'column public.users.age integer',
      'table public.consent_log r',
    ];
    const own = [
      ...['column public.consent_log.by_hand text', 'column public.users.age bigint not null'],
      ...[
        'constraint public.consent_log positive CHECK ((id > 0))',
        'constraint public.users grown CHECK ((age > 17))',
      ],
      'index CREATE INDEX by_hand ON public.consent_log USING btree (by_hand)',
      'index CREATE INDEX both ON public.users USING btree (id, age)',
      'trigger public.consent_log audit CREATE TRIGGER audit',
    ];
    const others = [
      'constraint public.users boss FOREIGN KEY (boss) REFERENCES public.elders(age)',
      'index CREATE INDEX x ON public.consent_log_old USING btree (age)',
      ...['index CREATE INDEX y ON public.users USING btree (aged)', 'table public.users r'],
    ];
    const step = { revision: 'a', heads: ['a'], delta: { removed, added: [] }, tookMs: 1 };
    expect(cataloguesOnPath([...removed, ...own, ...others].sort(), [step])[1]).toEqual(others);
  });

  it('is stood on only where revision and catalogue agree', () => {
    const path = [
      { revisions: ['b'], fingerprint: '2' },
      { revisions: ['a'], fingerprint: '1' },
      { revisions: ['merge'], fingerprint: '1' },
    ];
    expect(standingOf(path, { revisions: ['a'], fingerprint: '1' })).toEqual({ state: 'on the path', done: 1 });
    expect(standingOf(path, { revisions: ['merge'], fingerprint: '1' })).toEqual({ state: 'on the path', done: 2 });
    expect(standingOf(path, { revisions: ['b'], fingerprint: '1' })).toEqual({
      state: 'off the path',
      claims: 0,
      bears: 1,
    });
    expect(standingOf(path, { fingerprint: '9' })).toEqual({ state: 'off the path' });
  });
});

describe('a rehearsal', () => {
  const wanted = { from: ['0018_consent_log'], to: ['0017_email_thread'], filesHash: 'f00d' };
  const now = new Date().toISOString();
  const day = 24 * 3_600_000;
  const why = (given: Parameters<typeof aRehearsal>[0], bound = wanted) =>
    whyNotValid(aRehearsal(given), bound, now, day);

  it('counts for its own files, both ends and a day', () => {
    expect(why({})).toBeUndefined();
    expect(whyNotValid(undefined, wanted, now, day)).toBe('it was not rehearsed');
    expect(why({}, { ...wanted, filesHash: 'beef' })).toMatch(/files changed/);
    expect(why({}, { ...wanted, to: ['0016_status_is_known'] })).toMatch(
      /leads from 0018_consent_log to 0017_email_thread/,
    );
    expect(why({ at: new Date(Date.now() - day - 1_000).toISOString() })).toMatch(/too long ago/);
    expect(why({ stoppedBy: 'x' })).toMatch(/stopped: x/);
  });

  it('is read as what was walked, and whether production may go there', () => {
    expect(
      rehearsalLines({ plan: ['applylens is at 0018'], rehearsal: aRehearsal(), notValid: 'x' }),
    ).toMatchInlineSnapshot(`
      [
        "applylens is at 0018",
        "",
        "On a copy of staging, which is removed:",
        "  0018_consent_log taken back in 0 s",
        "  tests of the target on its schema: passed in 0.9 s (pytest tests/): 12 passed",
        "  tests of the target on the newer schema: not configured",
        "  the schema after the steps is not compared",
        "  up again: the same schema came back",
        "",
        "Production may not go this way: x.",
      ]
    `);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageNames } from '../src/identifiers.js';
import { parseMessage } from '../src/messages.js';
import { shown } from '../src/parsed.js';
import { parseRequest } from '../src/requests.js';

const request = { service: 'applylens-api', environment: 'prod', reason: '5xx since v1.2.3' };

describe('parsing what arrives in a workflow', () => {
  it('never throws, whatever arrives as a request', () => {
    fc.assert(fc.property(fc.anything(), (value) => parseRequest(value).ok === false || typeof value === 'object'));
  });

  it('never throws, whatever arrives as a message', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messageNames), fc.anything(), (name, value) => {
        expect(typeof parseMessage(name, value).ok).toBe('boolean');
      }),
    );
  });

  it('accepts the smallest request', () => {
    expect(parseRequest(request)).toEqual({ ok: true, value: request });
  });

  it('accepts and records every field of a later feature', () => {
    const whole = {
      ...request,
      scope: 'canary',
      database: { target: '0017', order: 'database-first' },
      group: 'applylens',
      criteria: ['security', 'user-reports'],
      impact: 'log-in fails',
      customerImpact: true,
      undoes: 'abc',
      since: '2026-11-23T02:56:00Z',
    };
    expect(parseRequest(whole)).toEqual({ ok: true, value: whole });
  });

  it('says a sentence per wrong field, naming what was expected and what came', () => {
    const parsed = parseRequest({
      ...request,
      severity: 'SEV9',
      target: { version: '1', tag: 'x' },
      serivce: 'x',
      since: 'yesterday',
    });
    expect(parsed).toEqual({
      ok: false,
      problems: [
        expect.stringMatching(/^"serivce": unknown field; known are service, environment/),
        'severity: expected one of SEV1, SEV2, got "SEV9"',
        expect.stringMatching(/^target: expected an object with exactly one of version, commit, tag, taskDefinition/),
        'since: expected an ISO 8601 time, got "yesterday"',
      ],
    });
  });

  it.each([null, undefined, 7, 'text', [], [request]])('refuses %j as a request', (value) => {
    expect(parseRequest(value).ok).toBe(false);
  });

  it('shows at most 60 characters of what was given, without control characters', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const text = shown(value);
        expect(text.length).toBeLessThanOrEqual(60);
        expect(text).not.toMatch(/[\u0000-\u001f]/);
      }),
    );
  });

  it.each([
    ['a name', 'note', { by: 'a'.repeat(201), text: 'x' }, /^by: expected a name of 1 to 200 characters, got "a+…$/],
    ['a requester', 'request', { ...request, requestedBy: 'a'.repeat(201) }, /^requestedBy: expected a name of 1 to/],
    ['a time', 'request', { ...request, since: `2026-11-23T00:00:00.${'0'.repeat(64)}Z` }, /^since: expected an ISO/],
    [
      'a label',
      'alert',
      { source: 'a', name: 'b', status: 'firing', labels: { a: 'x'.repeat(201) } },
      /^labels: expected/,
    ],
  ] as const)('refuses %s that is too long', (_, name, value, words) => {
    const parsed = parseMessage(name, value);
    expect(parsed.ok ? '' : parsed.problems.join('')).toMatch(words);
  });

  it('accepts a name of 200 and a text of 4,000 characters', () => {
    expect(parseMessage('note', { by: 'a'.repeat(200), text: 'x'.repeat(4_000) }).ok).toBe(true);
  });

  it('refuses a megabyte of text with a short sentence', () => {
    const parsed = parseMessage('note', { by: 'ann', text: 'x'.repeat(1_000_000) });
    expect(parsed.ok ? '' : parsed.problems.join('')).toMatch(
      /^text: expected a text of 1 to 4,000 characters, got "x+…$/,
    );
  });
});

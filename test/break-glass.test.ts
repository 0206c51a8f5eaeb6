import { describe, expect, it } from 'vitest';
import { lossesInWords } from '../src/database/loss-words.js';
import { refusalOf } from '../src/message-rules.js';
import { atGate, proven } from './support/a-message-state.js';
import { anAssessment } from './support/scripted-database.js';

const lost = 'column users.consent_at (400 values), table consent_log (1,204 rows)';
const atDatabase = { ...atGate, identity: 'authenticated', atStake: { lost, isPaged: true } } as const;
const glass = { by: 'olga', breakGlass: 'alone at night' };

describe('break-glass at the gate of a database', () => {
  it('counts from one admin who types what is lost, however he spaces it', () => {
    expect(refusalOf('approve', { ...glass, lost }, atDatabase, proven('admin'))).toBeUndefined();
    const typed = 'Column users.consent_at (400 values),  table consent_log (1204 rows)';
    expect(refusalOf('approve', { ...glass, lost: typed }, atDatabase, proven('admin'))).toBeUndefined();
  });

  it.each([
    ['without what is lost', glass, /nothing was typed: --lost 'column users.consent_at/],
    ['with another number', { ...glass, lost: lost.replace('1,204', '1,203') }, /something else was typed/],
    ['with one table of two', { ...glass, lost: 'table consent_log (1,204 rows)' }, /something else was typed/],
  ])('does not count %s', (_, message, why) => {
    expect(refusalOf('approve', message, atDatabase, proven('admin'))).toMatch(why);
  });

  it('does not count from an approver, nor in a name that is only claimed', () => {
    expect(refusalOf('approve', { ...glass, lost }, atDatabase, proven('approver'))).toMatch(/needs admin/);
    expect(refusalOf('approve', { ...glass, lost }, atDatabase)).toMatch(/only claimed/);
  });

  it('does not count where the manager cannot be paged', () => {
    const unpaged = { ...atDatabase, atStake: { lost, isPaged: false } };
    expect(refusalOf('approve', { ...glass, lost }, unpaged, proven('admin'))).toMatch(/names no paging service/);
  });

  it('has what is too much to be typed counted instead of named', () => {
    const losses = Array.from({ length: 200 }, (_, table) => ({ table: `emails_${table}`, rows: 10, step: '0018' }));
    expect(lossesInWords(anAssessment({ losses }))).toBe('200 tables and columns with 2,000 rows and values');
    expect(lossesInWords(anAssessment({ losses: [] }))).toBe('nothing is lost');
  });
});

import { expect, it } from 'vitest';
import { leftToTell } from '../../src/notices/worth-telling.js';

const hour = 3_600_000;
const writtenAt = '2026-11-23T03:04:00.000Z';

it.each([
  ['just written', 0, 24 * hour],
  ['of yesterday evening, behind others that could not be told', 23 * hour, hour],
  ['of the day before, which gets one more try', 30 * hour, 60_000],
])('a notice %s is tried for what is left of its day', (_, age, left) => {
  expect(leftToTell(writtenAt, Date.parse(writtenAt) + age)).toBe(left);
});

import { describe, expect, it } from 'vitest';

import { checkBlocks } from '../../../sandbox/slack/blocks.js';
import { oneButton } from './a-slack.js';

const letters = (count: number): string => 'a'.repeat(count);
const section = (length: number) => ({ type: 'section', text: { type: 'mrkdwn', text: letters(length) } });
const header = (length: number) => ({ type: 'header', text: { type: 'plain_text', text: letters(length) } });
const buttons = (count: number) => ({
  type: 'actions',
  elements: Array.from({ length: count }, () => oneButton().elements[0]),
});

describe('Blocks', () => {
  it.each([
    ['a section of 3,000 characters', [section(3_000)]],
    ['a header of 150 characters', [header(150)]],
    ['25 buttons', [buttons(25)]],
    ['50 blocks', Array.from({ length: 50 }, () => ({ type: 'divider' }))],
    ['a button at every limit', [oneButton(letters(75), { value: letters(2_000), action_id: letters(255) })]],
  ])('may be %s', (_, blocks) => {
    expect(checkBlocks(blocks)).toHaveProperty('blocks');
  });

  it.each([
    ['a section of 3,001', [section(3_001)], 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
    ['an empty section', [section(0)], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['a header of 151', [header(151)], 'must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    ['26 buttons', [buttons(26)], 'no more than 25 items allowed [json-pointer:/blocks/0/elements]'],
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    ['a button of 76', [oneButton(letters(76))], '[json-pointer:/blocks/0/elements/0/text/text]'],
    ['a value of 2,001', [oneButton('x', { value: letters(2_001) })], '[json-pointer:/blocks/0/elements/0/value]'],
    [
      'an action_id of 256',
      [oneButton('x', { action_id: letters(256) })],
      '[json-pointer:/blocks/0/elements/0/action_id]',
    ],
    ['a block that there is not', [{ type: 'banner' }], 'unsupported type [json-pointer:/blocks/0/type]'],
    ['one block_id twice', [oneButton(), oneButton()], 'block_id `gate` already exists'],
  ])('may not be %s', (_, blocks, problem) => {
    const checked = checkBlocks(blocks);
    expect('problems' in checked && checked.problems).toEqual([expect.stringContaining(problem)]);
  });
});

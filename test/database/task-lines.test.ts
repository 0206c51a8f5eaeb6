import { describe, expect, it } from 'vitest';
import { taskLines } from '../../src/database/task-lines.js';

const key = 'k1';

describe('the log of a task', () => {
  it('has its messages put together from their pieces, among whatever else was printed', () => {
    const lines = [
      'INFO alembic',
      `runback ${key} 0 + {"ev`,
      'more',
      `runback ${key} 1 . ent":1}`,
      `runback ${key} 2 . {}`,
    ];
    expect(taskLines(key, lines)).toEqual({ messages: ['{"event":1}', '{}'], hasGap: false, lastOther: 'more' });
  });

  it('is read where a driver put several lines into one event', () => {
    const event = `runback ${key} 0 . {}\nbye\nrunback ${key} 1 . []`;
    expect(taskLines(key, [event])).toEqual({ messages: ['{}', '[]'], hasGap: false, lastOther: 'bye' });
  });

  it('ends at the first piece that is not there, and says that one is missing', () => {
    const lines = [`runback ${key} 0 . {}`, `runback ${key} 2 . {"answer":1}`];
    expect(taskLines(key, lines)).toEqual({ messages: ['{}'], hasGap: true });
  });

  it('has nothing of another request', () => {
    expect(taskLines(key, ['runback k2 0 . {}']).messages).toEqual([]);
  });
});

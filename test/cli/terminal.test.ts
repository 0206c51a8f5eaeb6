import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { terminalOf } from '../../src/cli/terminal.js';

/** A terminal at which these keys are pressed as soon as something is asked. */
function aPerson(keys: string) {
  const tty = () => Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const [stdin, stdout, stderr] = [tty(), tty(), tty()];
  stderr.once('data', () => stdin.write(keys));
  return terminalOf({ stdin, stdout, stderr } as unknown as NodeJS.Process);
}

it.each([
  ['y', 'y\r', true],
  ['yes', 'YES\r', true],
  ['n', 'n\r', false],
  ['Enter alone', '\r', false],
  ['something else', 'maybe\r', false],
  ['Ctrl-C', '\u0003', false],
  ['Ctrl-D', '\u0004', false],
])('takes %s as an answer to a question', async (_, keys, agreed) => {
  expect(await aPerson(keys).ask('Roll api prod back?')).toBe(agreed);
});

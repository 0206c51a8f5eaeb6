import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { mapPath } from '../../../sandbox/deploy-host/map-path.js';

const from = '/opt/applylens';
const folders = ['/tmp/plain', '/tmp/it\'s a $HOME `x` "folder" \\ here/ä'];
const words = (command: string): string => execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });

describe("the deployment host's folder in a command", () => {
  it.each(folders)('is found whatever quotes the command uses: %s', (to) => {
    for (const mention of [`${from}/x`, `'${from}/x'`, `"${from}/x"`, `'a b'${from}/x`.replace("'a b'", '')]) {
      expect(words(mapPath(`printf %s ${mention}`, from, to))).toBe(`${to}/x`);
    }
    expect(words(mapPath(`printf '%s|' 'it'\\''s' "\\"" ${from}`, from, to))).toBe(`it's|"|${to}|`);
  });

  it.each(['/opt/applylens2', '/srv/opt/applylens', '/opt/applylens-old', 'x/opt/applylens'])(
    'is not mistaken for %s',
    (other) => {
      expect(mapPath(`ls ${other}`, from, '/tmp/plain')).toBe(`ls ${other}`);
    },
  );
});

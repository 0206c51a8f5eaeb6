import { expect, it } from 'vitest';
import { readTokens } from '../../src/catalogue/read-tokens.js';

const sha256 = 'a'.repeat(64);

it('reads names, hashes, roles and where they hold', () => {
  const text = `- { name: alertmanager, sha256: ${sha256}, roles: [sender] }\n- { name: ana, sha256: ${sha256}, roles: [operator, approver], environments: [prod] }\n`;
  expect(readTokens(text, 'tokens.yaml')).toEqual([
    { name: 'alertmanager', sha256, roles: ['sender'] },
    { name: 'ana', sha256, roles: ['operator', 'approver'], environments: ['prod'] },
  ]);
});

it('reads JSON as well', () => {
  const kept = [{ name: 'ana', sha256, roles: ['viewer'] }];
  expect(readTokens(JSON.stringify(kept), 'tokens.json')).toEqual(kept);
});

it('knows no token when the file is empty', () => expect(readTokens('', 'tokens.yaml')).toEqual([]));

it('never prints a token that stands where its hash belongs', () => {
  expect(() => readTokens('- { name: ana, sha256: rb_secret, roles: [viewer] }', 'tokens.yaml')).toThrow(
    /^tokens\.yaml:1:24 {2}\[0\]\.sha256 {2}expected the SHA-256 of a token.*got a literal value, which is not shown here$/,
  );
});

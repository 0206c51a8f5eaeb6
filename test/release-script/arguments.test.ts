import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillArguments } from '../../src/release-script/arguments.js';
import { onScriptHost, scriptCommand } from '../../src/release-script/command.js';

const template = ['python', 'promote_release.py', 'prod', '--from-commit', '{{commit}}', '--as={{version}}', '{{tag}}'];
const release = { version: '1.2.2', commit: 'def456', tag: 'prod-v1.2.2-20251016-def456', taskDefinition: 'api:121' };

describe('the arguments of the release script', () => {
  it('say the target', () => {
    expect(fillArguments(template, release)).toEqual({
      argv: [
        'python',
        'promote_release.py',
        'prod',
        '--from-commit',
        'def456',
        '--as=1.2.2',
        'prod-v1.2.2-20251016-def456',
      ],
    });
  });

  it.each(['commit', 'version', 'tag'] as const)('are refused when the %s is anything else than one', (name) => {
    for (const value of [
      '$(touch x)',
      '; touch x',
      'a\ntouch x',
      '--upload-pack=x',
      '`x`',
      '',
      "1'",
      '../x',
      'a b',
      '-1',
    ]) {
      const filled = fillArguments([`{{${name}}}`], { ...release, [name]: value });
      expect(filled, value).toEqual({ refused: expect.stringContaining(`the target's ${name} is not one`) });
    }
  });

  it('are refused when the target does not say what they need', () => {
    const { commit: _, ...without } = release;
    expect(fillArguments(template, without)).toEqual({
      refused: 'the target says no commit, which the release script is given',
    });
    expect(fillArguments(['deploy', 'previous'], without)).toEqual({ argv: ['deploy', 'previous'] });
  });

  it('never bring a word into being that begins like an option', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('commit', 'version', 'tag'), (value, name) => {
        const filled = fillArguments([`{{${name}}}`], { ...release, [name]: value });
        if ('argv' in filled) expect(filled.argv[0]).toMatch(/^[A-Za-z0-9][A-Za-z0-9./+_-]*$/);
      }),
    );
  });
});

describe('the way to the script’s host', () => {
  const ssh = { destination: 'deploy@host.internal' };

  it('lets ssh ask nobody, trust no unknown host and wait for none', () => {
    expect(onScriptHost({ ssh: { ...ssh, config: '/etc/ssh config' } }, ['true']).args).toEqual([
      ...['-T', '-F', '/etc/ssh config', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'],
      ...['-o', 'ConnectTimeout=5', '-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
      ...['deploy@host.internal', "'true'"],
    ]);
  });

  it('brings each word to the remote shell as it is, whatever is in it', () => {
    const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const { args } = onScriptHost({ ssh }, [
          process.execPath,
          '-p',
          'JSON.stringify(process.argv.slice(1))',
          '--',
          ...words,
        ]);
        const out = execFileSync('/bin/sh', ['-c', args.at(-1) ?? ''], { encoding: 'utf8' });
        expect(JSON.parse(out)).toEqual(words);
      }),
      { numRuns: 15 },
    );
  });

  it('is shown as a person would go it', () => {
    const folder = '/opt/applylens/deploy/scripts';
    expect(scriptCommand({ ssh, folder, application: [] }, ['python', 'promote_release.py', 'prod'])).toBe(
      "ssh deploy@host.internal 'cd /opt/applylens/deploy/scripts && python promote_release.py prod'",
    );
    expect(scriptCommand({ folder, application: [] }, ['./go', 'a b'])).toBe(
      "(cd /opt/applylens/deploy/scripts && ./go 'a b')",
    );
  });
});

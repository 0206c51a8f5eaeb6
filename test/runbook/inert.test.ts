import { describe, expect, it } from 'vitest';
import { inertMessage, inertRequest } from '../../src/inert-messages.js';
import { inert, samePerson } from '../../src/runbook/wording.js';

describe('what people wrote', () => {
  it.each([
    ['a mention', '@channel look <!here> and <@U123>', '＠channel look ‹!here› and ‹＠U123›'],
    [
      'a link',
      '[free](https://evil.example) <https://evil.example|docs>',
      '[free] (https://evil.example) ‹https://evil.example|docs›',
    ],
    ['formatting', '*bold* _italic_ ~gone~ `code`', '∗bold∗ ＿italic＿ ∼gone∼ ʼcodeʼ'],
    ['lines', 'one\n\n# two\r\n> three', 'one # two › three'],
    ['what nobody sees', 'a\u200bb\u202ec', 'abc'],
  ])('is no %s any more', (_, written, shown) => {
    expect(inert(written)).toBe(shown);
    expect(inert(shown)).toBe(shown);
  });

  it('stays readable where it is none of these', () => {
    const plain = 'ann@example.com: 5xx > 5 % since flag_new_search went on (see #42, 3 × 2 & more)'.replace(
      '>',
      'over',
    );
    expect(inert(plain)).toBe(plain);
  });

  it('is inert in every message, and never changes what it is about', () => {
    expect(inertMessage('confirm', { by: '<!channel>', item: 'backup-plan', evidence: '*ok*' })).toEqual({
      by: '‹!channel›',
      item: 'backup-plan',
      evidence: '∗ok∗',
    });
    const trigger = { kind: 'alert', name: 'error_rate', summary: '<@U1>' } as const;
    expect(inertRequest({ service: 'a_b', environment: 'prod', reason: '`x`', trigger })).toEqual({
      service: 'a_b',
      environment: 'prod',
      reason: 'ʼxʼ',
      trigger: { kind: 'alert', name: 'error_rate', summary: '‹＠U1›' },
    });
  });

  it('names the same person however it is written', () => {
    expect(samePerson('Olga', ' olga\u200b')).toBe(true);
    expect(samePerson('olga', 'olaf')).toBe(false);
  });
});

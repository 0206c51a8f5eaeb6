import { describe, expect, it } from 'vitest';
import { messageIn } from '../../../src/server/page/fields.js';
import type { PageVerb } from '../../../src/server/page/offers.js';

describe('a form that is sent', () => {
  it.each<[PageVerb, string, object]>([
    ['approve', 'comment=go&csrf=x&shown=y&message=z&by=mallory', { comment: 'go' }],
    ['approve', 'comment=++', {}],
    ['confirm', 'item=verify-issue&evidence=seen', { item: 'verify-issue', evidence: 'seen' }],
    ['decide', 'action=retry&reason=', { action: 'retry' }],
    ['decide', 'action=use-method&method=script', { action: 'use-method', method: 'script' }],
    ['decide', 'action=choose-target&kind=tag&target=v1', { action: 'choose-target', target: { tag: 'v1' } }],
    ['decide', 'action=choose-target&kind=toString&target=v1', { action: 'choose-target' }],
    ['abort', 'reason=wrong+service', { reason: 'wrong service' }],
    ['undo', 'reason=worse', { action: 'undo', reason: 'worse' }],
  ])('says %s with %s', (verb, form, message) => {
    expect(messageIn(verb, new URLSearchParams(form))).toEqual(message);
  });
});

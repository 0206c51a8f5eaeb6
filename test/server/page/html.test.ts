import { describe, expect, it } from 'vitest';
import { html } from '../../../src/server/page/html.js';

describe('HTML', () => {
  it('shows what is put into it as text, in quoted attributes too', () => {
    const name = `<b>&"'\``;
    expect(html`<a title="${name}">${name}</a>`.text).toBe(
      '<a title="&lt;b&gt;&amp;&quot;&#39;&#96;">&lt;b&gt;&amp;&quot;&#39;&#96;</a>',
    );
  });

  it('takes its own pieces as they are, and leaves out what is not there', () => {
    expect(html`${[html`<i>1</i>`, 2]}${undefined}${false}${''}`.text).toBe('<i>1</i>2');
  });

  it('shows control characters and changes of the writing direction as signs', () => {
    expect(html`a\u0000b${'\u202ec\u0007d'}\n`.text).toBe('a\u0000b\ufffdc\ufffdd\n');
  });
});

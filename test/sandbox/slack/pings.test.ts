import { describe, expect, it } from 'vitest';

import { pingsOf } from '../../../sandbox/slack/pings.js';

const written = (text: string, blocks: readonly object[] = [], namesAreLinked = false) =>
  pingsOf({ text, blocks, namesAreLinked });
const section = (text: object) => [{ type: 'section', text }];

describe('Whom a message notifies', () => {
  it.each(['<!channel>', '<!here>', '<!everyone>', '<!subteam^S0001>', '<@U00000OLGA>'])(
    'everybody that %s names',
    (mention) => {
      expect(written(`Look ${mention}!`)).toEqual([mention]);
      expect(written('', section({ type: 'mrkdwn', text: mention }))).toEqual([mention]);
    },
  );

  it('also with a label', () => {
    expect(written('<!channel|channel> <@U00000OLGA|olga>')).toEqual(['<!channel>', '<@U00000OLGA>']);
  });

  it('nobody by what is escaped, by plain text, or by a link and a date', () => {
    expect(written('&lt;!channel&gt; @channel')).toEqual([]);
    expect(written('', section({ type: 'plain_text', text: '<!channel> @here' }))).toEqual([]);
    expect(written('<https://example.com|@> <#C00000001> <!date^1392734382^{date}|x> ops@channel.io')).toEqual([]);
  });

  it('those with a plain name where names are linked, and in mrkdwn that is not verbatim', () => {
    expect(written('@channel and @olga', [], true)).toEqual(['@channel', '@olga']);
    expect(written('', section({ type: 'mrkdwn', text: '@here' }))).toEqual(['@here']);
    expect(written('', section({ type: 'mrkdwn', text: '@here', verbatim: true }))).toEqual([]);
  });

  it('those in rich text', () => {
    const elements = [
      { type: 'broadcast', range: 'here' },
      { type: 'user', user_id: 'U00000OLGA' },
    ];
    const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
    expect(written('', blocks)).toEqual(['<!here>', '<@U00000OLGA>']);
  });
});

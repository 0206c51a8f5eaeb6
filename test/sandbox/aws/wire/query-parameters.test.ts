import { expect, it } from 'vitest';

import { parseQueryParameters } from '../../../../sandbox/aws/wire/query-parameters.js';
import { ListOf, toXml } from '../../../../sandbox/aws/wire/xml.js';

it('reads nested lists and structures, in the order of their numbers', () => {
  const form = new URLSearchParams({
    RuleArn: 'arn:rule',
    'Actions.member.1.Type': 'forward',
    'Actions.member.1.ForwardConfig.TargetGroups.member.2.Weight': '10',
    'Actions.member.1.ForwardConfig.TargetGroups.member.1.Weight': '90',
  });

  expect(parseQueryParameters(form)).toEqual({
    RuleArn: 'arn:rule',
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ Weight: '90' }, { Weight: '10' }] } }],
  });
});

it('reads and writes lists whose elements have a name of their own, as those of RDS', () => {
  const form = new URLSearchParams({ 'Tags.Tag.1.Key': 'run', 'Tags.Tag.1.Value': '7', 'Filters.Filter.1.Name': 'id' });
  expect(parseQueryParameters(form)).toEqual({ Tags: [{ Key: 'run', Value: '7' }], Filters: [{ Name: 'id' }] });

  expect(toXml('TagList', new ListOf('Tag', [{ Key: 'run' }]))).toBe('<TagList><Tag><Key>run</Key></Tag></TagList>');
});

it('writes lists as members, escapes text and leaves out what is undefined', () => {
  expect(toXml('Rules', [{ Name: 'a<b', Gone: undefined, IsDefault: true }])).toBe(
    '<Rules><member><Name>a&lt;b</Name><IsDefault>true</IsDefault></member></Rules>',
  );
});

import type { Settings } from './schema/settings.js';

/** What a catalogue may name and no code of Runback reaches so far, as people call it. */
export const endpointsNotReachedYet = ['Slack', 'Status page'] as const;

type Addresses = Readonly<Record<string, string>>;

/** Their addresses as the catalogue names them; those that it does not name are left out. */
export function addressesNotReachedYet(settings: Settings): Addresses {
  const { slack, thirdParties = {} } = settings;
  const named: Record<(typeof endpointsNotReachedYet)[number], string | undefined> = {
    Slack: slack && [slack.incidents, slack.deployments].filter(Boolean).join(', '),
    'Status page': settings.statusPage?.url,
  };
  const others = Object.entries(thirdParties).map(
    ([name, { url, query }]) => [`Third party ${name}`, url ?? query] as const,
  );
  return Object.fromEntries(
    [...Object.entries(named), ...others].flatMap(([name, address]) =>
      address === undefined ? [] : [[name, address]],
    ),
  );
}

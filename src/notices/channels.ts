import type { CatalogueEntry } from '../catalogue/entry.js';
import type { Channel } from '../notice.js';
import { postedChannels } from './posts/index.js';

/** The channels that the catalogue names for a service. */
export const channelsOf = ({ slack, pagerduty, statusPage, channels = {} }: CatalogueEntry): Channel[] => [
  ...(slack === undefined ? [] : (['Slack'] as const)),
  ...(slack?.deployments === undefined ? [] : (['Slack deployments'] as const)),
  ...(pagerduty === undefined ? [] : (['PagerDuty'] as const)),
  ...(statusPage === undefined ? [] : (['status page'] as const)),
  ...postedChannels.filter((channel) => channels[channel] !== undefined),
];

/** Where somebody who is asked can answer; a note on an incident and a text for customers ask nobody. */
export const isAskedIn = (channel: Channel): boolean => channel === 'Slack';

/** As people call it: "#incidents". */
export const calledByPeople = (channel: Channel, { slack, statusPage }: CatalogueEntry): string => {
  if (channel === 'Slack') return slack?.incidents ?? channel;
  if (channel === 'Slack deployments') return slack?.deployments ?? channel;
  return channel === 'status page' ? `status page ${statusPage?.url ?? ''}`.trim() : channel;
};

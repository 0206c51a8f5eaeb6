// Whom a run tells, as it takes them from runback.yaml at its start. Secrets are references only.

import type { PostedChannel } from '../notices/posts/index.js';

/** Where people talk about incidents (Runbook › Communication). */
export interface SlackEntry {
  readonly api: string;
  /** Reference to the bot's token: chat:write, and channels:history to find a message whose answer was lost. */
  readonly token: string;
  readonly incidents: string;
  readonly deployments?: string;
}

/** Pages by an Events API v2. */
export interface PagingEntry {
  readonly url: string;
  /** Reference to the routing key: `env:NAME`, `file:/path`. */
  readonly routingKey: string;
  /** Whom that key pages, in words. */
  readonly escalateTo: string;
  /** Reference to the routing key of whoever is on call; absent where `escalateTo` is paged for everything. */
  readonly onCallRoutingKey?: string;
}

/** Where incidents are opened, beside the paging of Events v2. */
export interface PagerDutyEntry {
  readonly api: string;
  /** Reference to a REST token that may write. */
  readonly token: string;
  /** Who writes, as PagerDuty wants to know: an e-mail address of a user there. */
  readonly from: string;
  /** Id of the service whose incidents are opened and joined. */
  readonly service: string;
}

/** Where customers look; Statuspage's API. */
export interface StatusPageEntry {
  readonly api: string;
  readonly token: string;
  /** Id of the page. */
  readonly page: string;
  readonly component?: string;
  /** Where customers look at it. */
  readonly url: string;
}

export interface PeopleEntry {
  readonly slack?: SlackEntry;
  readonly pagerduty?: PagerDutyEntry;
  readonly statusPage?: StatusPageEntry;
  /** Others, each by a reference to its webhook or its key. */
  readonly channels?: Readonly<Partial<Record<PostedChannel, string>>>;
}

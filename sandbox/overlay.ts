import { stringify } from 'yaml';

import type { Sandbox } from './start.js';

interface Reached extends Pick<Sandbox, 'timeScale'> {
  readonly database: Pick<Sandbox['database'], 'urlFile'>;
  /** The service has a canary here, named as in the catalogue. */
  readonly withCanary?: boolean;
  readonly urls: Pick<Sandbox['urls'], 'aws' | 'loadBalancer' | 'prometheus' | 'paging' | 'github' | 'elasticsearch'>;
}

/**
/**
 * The overlay of `runback.yaml` that points ApplyLens at the simulated production: endpoints, its database, kind, pace and
 * policy, and no canary where none runs there. The origins are those of the catalogue's URLs.
 */
export function overlayOf({ urls, database, timeScale, withCanary = false }: Reached): string {
  const prod = {
    kind: 'simulation',
    timeScale,
    endpoints: {
      aws: urls.aws,
      'https://api.applylens.io': urls.loadBalancer,
      'https://prometheus.applylens.io': urls.prometheus,
      'https://events.pagerduty.com': urls.paging,
      'https://api.github.com': urls.github,
      'http://es.applylens.io:9200': urls.elasticsearch,
    },
    policy: { mode: 'act', approvals: 0 },
  };
  const services = { 'applylens-api': { prod: { canary: null } } };
  const databases = { applylens: { prod: { url: `file:${database.urlFile}`, host: '127.0.0.1' } } };
  return stringify({ environments: { prod }, ...(withCanary ? {} : { services }), databases });
}

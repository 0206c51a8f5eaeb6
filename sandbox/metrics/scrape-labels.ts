import { type Labels, metricName } from './labels.js';

export interface ScrapeOrigin {
  readonly job: string;
  readonly instance?: string;
}

function originLabels({ job, instance }: ScrapeOrigin): Labels {
  return instance === undefined ? { job } : { job, instance };
}

export function upLabels(origin: ScrapeOrigin): Labels {
  return { [metricName]: 'up', ...originLabels(origin) };
}

/** The scraper's word wins over the exposed labels, which stay as `exported_job` and `exported_instance`. */
export function withOriginLabels(exposed: Labels, origin: ScrapeOrigin): Labels {
  const own = originLabels(origin);
  const renamed = Object.entries(exposed).map(([name, value]): [string, string] => [
    Object.hasOwn(own, name) ? `exported_${name}` : name,
    value,
  ]);
  return { ...Object.fromEntries(renamed), ...own };
}

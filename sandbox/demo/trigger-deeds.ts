// What happens around a trigger in the demo: trouble of other making, metrics that fail, and a second alert.
import { rollbackId } from '../../src/identifiers.js';
import { until } from '../processes/until.js';
import type { Stage } from './acts.js';
import { ask } from './database-deeds.js';
import type { Deed } from './deeds.js';
import { control, post } from './peoples-deeds.js';
import { productionAt } from './production.js';
import type { Act } from './tell.js';
import { watchRun } from './watched-run.js';

const within = 60_000;
const service = 'applylens-api';

/** In quick time: above the limit for the whole of two and a half minutes. */
const failing = 'sum(rate(http_requests_total{code=~"5.."}[2s])) / sum(rate(http_requests_total[2s]))';
const lastingly = `min_over_time((${failing})[5s:1s]) > 0.05`;

export const troubleBegins = (stage: Stage): Act => ({
  title: 'Trouble begins',
  play: async () => {
    await post(control(stage, '/turn'), {});
    const query = new URL(
      `/api/v1/query?query=${encodeURIComponent(lastingly)}`,
      stage.stack().sandbox.addresses.prometheus,
    );
    return until('the error rate did not rise', within, async () => {
      const { data } = (await (await fetch(query)).json()) as {
        data: { result: readonly { value: [number, string] }[] };
      };
      const [seen] = data.result;
      return seen && `v1.2.2 answers at least ${(Number(seen.value[1]) * 100).toFixed(0)} % of the requests with 500`;
    });
  },
});

export const mailProviderFails: Deed = (stage) => ({
  title: 'Mail provider is down',
  play: async () => {
    await post(control(stage, '/mail-provider'), { isUp: false });
    return 'it answers 503, and so every third request of v1.2.2 and of v1.2.3 is answered with 500';
  },
});

const sources = {
  lies: 'the exporter goes on telling what it told last',
  holes: 'the exporter does not answer any more: no scrape succeeds',
} as const;

export const metricsFail =
  (source: keyof typeof sources): Deed =>
  (stage) => ({
    title: source === 'lies' ? 'Metrics lie' : 'Metrics are gone',
    play: async () => {
      await post(control(stage, '/metrics'), { source });
      return sources[source];
    },
  });

/** Somebody deploys the next bad release, and this time a person is asked. */
export function secondTime(): Deed[] {
  let since = '';
  const second = ({ client }: Stage) => watchRun(client(), rollbackId('prod', service), since);
  return [
    (stage) => ({
      title: 'Deployed v1.2.4',
      play: async () => {
        since = new Date().toISOString();
        return productionAt(stage.stack().sandbox.addresses.control ?? '').deployLater();
      },
    }),
    (stage) => ({
      title: 'A person is asked',
      play: () =>
        second(stage).seen(({ waiting }) => (waiting?.what === 'approval' ? waiting.why : undefined), 'a doubt'),
    }),
    (stage) => ({
      title: 'Approved',
      play: async () => {
        await ask(stage, 'olga', `/rollbacks/prod/${service}/approve`, {});
        return second(stage).seen(
          ({ approvals }) => approvals.find(({ decision }) => decision === 'approve')?.by,
          'an approval',
        );
      },
    }),
    (stage) => ({
      title: 'Closed',
      play: async () => {
        const report = await second(stage).report();
        stage.report(report);
        return report.headline;
      },
    }),
  ];
}

// What the demo sees of the simulated production through its control API and AWS's own.
import { until } from '../processes/until.js';

interface DeploymentSummary {
  readonly id: string;
  readonly status: string;
  readonly taskDefinition: string;
  readonly rolloutState: string;
  readonly runningCount: number;
}

interface ServiceSummary {
  readonly name: string;
  readonly desired: number;
  readonly steady: boolean;
  readonly deployments: readonly DeploymentSummary[];
}

export interface Production {
  /** Answers what serves once all tasks do. */
  untilServing(): Promise<ServiceSummary>;
  /** Answers when the canary's tasks run. */
  untilCanaryServes(): Promise<string>;
  /** The pipeline begins the scenario's deployment: answers when half of its tasks run. */
  deployHalfWay(): Promise<string>;
  /** Somebody deploys what comes after it. */
  deployLater(): Promise<string>;
  setExpired(accessKeyId: string, expired: boolean): Promise<void>;
}

const within = 60_000;

export function productionAt(controlUrl: string): Production {
  const all = async (): Promise<readonly ServiceSummary[]> => {
    const answer = await fetch(new URL('/state', controlUrl));
    return ((await answer.json()) as { services: readonly ServiceSummary[] }).services;
  };
  const post = (path: string, body: object) => postTo(new URL(path, controlUrl), body);
  const service = async (): Promise<ServiceSummary | undefined> => (await all())[0];
  return {
    untilServing: () =>
      until('the simulated production did not come up', within, async () => {
        const seen = await service();
        return seen !== undefined && runningOf(seen) === seen.desired ? seen : undefined;
      }),
    untilCanaryServes: () =>
      until('the canary did not come up', within, async () => {
        const seen = (await all()).find(({ name }) => name.includes('canary'));
        if (seen === undefined || runningOf(seen) < seen.desired) return undefined;
        return `${seen.name}: ${seen.desired} task beside it, with a tenth of the visitors`;
      }),
    deployLater: async () => {
      const { taskDefinition } = (await post('/deploy', { release: 'later' })) as { taskDefinition: string };
      return `somebody's own deployment: ${taskDefinition.replace(/^.*\//, '')}`;
    },
    setExpired: async (accessKeyId, expired) => {
      await post('/credentials', { accessKeyId, expired });
    },
    deployHalfWay: async () => {
      const { taskDefinition } = (await post('/deploy', {})) as { taskDefinition: string };
      await post('/github', { run: 'deploy' });
      const name = taskDefinition.replace(/^.*\//, '');
      return until('the deployment did not get half way', within, async () => {
        const seen = await service();
        const mine = seen?.deployments.find((each) => each.taskDefinition === name);
        if (seen === undefined || mine === undefined || mine.runningCount < seen.desired / 2) return undefined;
        return `rolling, ${mine.runningCount} of ${seen.desired} tasks new`;
      });
    },
  };
}

const runningOf = ({ deployments }: ServiceSummary): number =>
  deployments.reduce((sum, { runningCount }) => sum + runningCount, 0);

async function postTo(url: URL, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url.pathname} was refused: ${await answer.text()}`);
  return answer.json();
}

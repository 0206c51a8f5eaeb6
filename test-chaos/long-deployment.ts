// A deployment of the bad release that stays in progress: its alarm needs an hour to see trouble, two minutes in quick time.
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { post } from '../sandbox/stage.js';
import type { TestStage } from '../test/support/a-stage.js';

export const deployForLong = (stage: TestStage, service: string): Promise<void> => deployWithAlarm(stage, service, 60);

/** Long enough to be found in progress; what comes after it has to bake as long. */
export const deployForAWhile = (stage: TestStage, service: string): Promise<void> =>
  deployWithAlarm(stage, service, 15);

async function deployWithAlarm(stage: TestStage, service: string, evaluationPeriods: number): Promise<void> {
  const name = `${service}-5xx`;
  await post(new URL('/alarms', stage.urls.control), { name, state: 'OK', periodSeconds: 60, evaluationPeriods });
  const credentials = { accessKeyId: 'TEST', secretAccessKey: 'test' };
  const ecs = new ECSClient({ endpoint: stage.urls.aws, region: 'us-east-1', credentials });
  const alarms = { alarmNames: [name], enable: true, rollback: false };
  await ecs.send(
    new UpdateServiceCommand({
      cluster: 'applylens-prod',
      service: `${service}-prod`,
      deploymentConfiguration: { alarms },
    }),
  );
  ecs.destroy();
  await stage.deploy(service);
}

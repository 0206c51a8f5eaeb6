// The queues of design §4, each with the slots and the manners that its work needs.
import type { Client } from '@temporalio/client';
import { type NativeConnection, Worker, type WorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
import { createActivities, type Dependencies } from '../activities/index.js';
import { queues } from '../src/identifiers.js';
import { workflowBundle as bundleOfSources, payloadConverterPath } from './bundle.js';

export const roles = ['main', 'follow', 'tell', 'escalation'] as const;
export type Role = (typeof roles)[number];

export interface WorkersNeeds {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly dependencies: Omit<Dependencies, 'temporal'>;
  /** All of them unless said. */
  readonly roles?: readonly Role[];
  /** Made from the sources unless given. */
  readonly workflowBundle?: WorkflowBundleOption;
}

export interface Workers {
  /** Ends when they were told to shut down, or throws when one of them cannot go on; the others stop with it. */
  readonly run: () => Promise<void>;
  /** Takes no new work; what is under way gets two seconds. Ends within five. */
  readonly shutdown: () => Promise<void>;
}

/** Connected and ready to `run`. The client's namespace is the workers' own. */
export async function createWorkers(needs: WorkersNeeds): Promise<Workers> {
  const { connection, client, dependencies } = needs;
  const activities = { ...createActivities({ ...dependencies, temporal: client }) };
  const workflowBundle = needs.workflowBundle ?? (await bundleOfSources());
  const common: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace: client.options.namespace,
    activities,
    dataConverter: { payloadConverterPath },
    shutdownGraceTime: '2 seconds',
    shutdownForceTime: '4 seconds',
  };
  const workers = await Promise.all(
    (needs.roles ?? roles).map((role) => Worker.create({ ...common, ...optionsOf(role, workflowBundle) })),
  );
  return running(workers);
}

function optionsOf(role: Role, workflowBundle: WorkflowBundleOption): Partial<WorkerOptions> & { taskQueue: string } {
  const taskQueue = queues[role];
  // After a kill the next worker gets a run's tasks when its sticky queue times out.
  const workflows = { workflowBundle, stickyQueueScheduleToStartTimeout: '3 seconds' } as const;
  switch (role) {
    case 'main':
      return { taskQueue, ...workflows };
    case 'follow':
      // Progress, abort and pause travel with heartbeats, which are held back for 12 s (0.8 of their time-out) unless said;
      // a line of the release script is to be seen within a second.
      return {
        taskQueue,
        maxConcurrentActivityTaskExecutions: 2_000,
        maxHeartbeatThrottleInterval: '750 milliseconds',
      };
    case 'tell':
      return { taskQueue, maxConcurrentActivityTaskExecutions: 50 };
    case 'escalation':
      return { taskQueue, ...workflows, maxConcurrentActivityTaskExecutions: 50 };
  }
}

function running(workers: readonly Worker[]): Workers {
  let ended: Promise<void> | undefined;
  const stopAll = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const run = async (): Promise<void> => {
    const ends = workers.map((worker) => worker.run().finally(stopAll));
    const results = await Promise.allSettled(ends);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  return {
    run: () => {
      ended ??= run();
      return ended;
    },
    shutdown: async () => {
      stopAll();
      await ended?.catch(() => undefined);
    },
  };
}

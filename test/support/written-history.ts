// Workflow tests without a server and at true durations: a hand-written prefix of a history.
const payloads = (...values: unknown[]) => ({
  payloads: values.map((value) => ({
    metadata: { encoding: Buffer.from('json/plain').toString('base64') },
    data: Buffer.from(JSON.stringify(value)).toString('base64'),
  })),
});

type Event = Record<string, unknown>;

/** The end of an activity that failed and is not tried again. */
export class Refused {
  constructor(
    readonly type: string,
    readonly message: string,
  ) {}
}

/** Begins with the start of a workflow; each method adds what Temporal would have recorded. Times advance by timers only. */
export class WrittenHistory {
  readonly events: Event[] = [];
  #now: number;
  #activities = 0;
  #timers = 0;
  #open = { scheduled: 0, started: 0 };
  #completed = 0;
  #lastTimer = { event: 0, id: 0, seconds: 0 };

  /** A list of inputs is the workflow's arguments. */
  constructor(workflowType: string, input: unknown, startedAt: string) {
    this.#now = Date.parse(startedAt);
    const runId = '00000000-0000-0000-0000-000000000001';
    this.#add('WORKFLOW_EXECUTION_STARTED', {
      workflowType: { name: workflowType },
      taskQueue: { name: 'written' },
      input: payloads(...(Array.isArray(input) ? (input as unknown[]) : [input])),
      workflowTaskTimeout: '10s',
      originalExecutionRunId: runId,
      firstExecutionRunId: runId,
      attempt: 1,
    });
  }

  /** ISO time of the newest event. */
  get now(): string {
    return new Date(this.#now).toISOString();
  }

  #add(type: string, attributes: Event): number {
    const name = type.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    this.events.push({
      eventId: String(this.events.length + 1),
      eventTime: new Date(this.#now).toISOString(),
      eventType: `EVENT_TYPE_${type}`,
      taskId: String(1000 + this.events.length),
      [`${name}EventAttributes`]: attributes,
    });
    return this.events.length;
  }

  /** The workflow runs now; without anything after it, this is where the written part ends. */
  taskStarted(): this {
    const taskQueue = { name: 'written' };
    const scheduled = this.#add('WORKFLOW_TASK_SCHEDULED', { taskQueue, startToCloseTimeout: '10s', attempt: 1 });
    const started = this.#add('WORKFLOW_TASK_STARTED', {
      scheduledEventId: String(scheduled),
      identity: 'test',
      requestId: 'r',
    });
    this.#open = { scheduled, started };
    return this;
  }

  task(): this {
    this.taskStarted();
    const first = this.#completed === 0;
    this.#completed = this.#add('WORKFLOW_TASK_COMPLETED', {
      scheduledEventId: String(this.#open.scheduled),
      startedEventId: String(this.#open.started),
      identity: 'test',
      ...(first
        ? {
            sdkMetadata: {
              coreUsedFlags: [1, 2, 3],
              langUsedFlags: [1, 2, 3, 4, 5],
              sdkName: 'temporal-typescript',
              sdkVersion: '1.24.0',
            },
          }
        : {}),
    });
    return this;
  }

  timer(seconds: number): this {
    const id = ++this.#timers;
    const event = this.#add('TIMER_STARTED', {
      timerId: String(id),
      startToFireTimeout: `${seconds}s`,
      workflowTaskCompletedEventId: String(this.#completed),
    });
    this.#lastTimer = { event, id, seconds };
    return this;
  }

  fires(): this {
    this.#now += this.#lastTimer.seconds * 1000;
    this.#add('TIMER_FIRED', { timerId: String(this.#lastTimer.id), startedEventId: String(this.#lastTimer.event) });
    return this;
  }

  activity(type: string, end: unknown): this {
    return this.ended(this.scheduled(type), end);
  }

  /** Scheduled in one task, and ended one after the other. */
  activities(...each: readonly (readonly [type: string, end: unknown])[]): this {
    const scheduled = each.map(([type, end]) => [this.scheduled(type), end] as const);
    return scheduled.reduce((history: this, [event, end]) => history.ended(event, end), this);
  }

  /** The event by which the activity is `ended`. */
  scheduled(type: string): number {
    return this.#add('ACTIVITY_TASK_SCHEDULED', {
      activityId: String(++this.#activities),
      activityType: { name: type },
      taskQueue: { name: 'written' },
      input: payloads({}),
      startToCloseTimeout: '10s',
      workflowTaskCompletedEventId: String(this.#completed),
    });
  }

  ended(scheduled: number, end: unknown): this {
    const scheduledEventId = String(scheduled);
    const started = this.#add('ACTIVITY_TASK_STARTED', {
      scheduledEventId,
      identity: 'test',
      requestId: 'q',
      attempt: 1,
    });
    const how = { scheduledEventId, startedEventId: String(started), identity: 'test' };
    if (end instanceof Refused) {
      const { message, type } = end;
      const failure = { message, source: 'TypeScriptSDK', applicationFailureInfo: { type, nonRetryable: true } };
      this.#add('ACTIVITY_TASK_FAILED', { ...how, failure, retryState: 'RETRY_STATE_NON_RETRYABLE_FAILURE' });
    } else this.#add('ACTIVITY_TASK_COMPLETED', { ...how, result: payloads(end) });
    return this;
  }

  signal(name: string, value: unknown): this {
    this.#add('WORKFLOW_EXECUTION_SIGNALED', { signalName: name, input: payloads(value), identity: 'test' });
    return this;
  }
}

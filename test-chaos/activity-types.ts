interface Recorded {
  readonly events?: readonly Recording[] | null;
}

interface Recording {
  readonly activityTaskScheduledEventAttributes?: {
    readonly activityType?: { readonly name?: string | null } | null;
  } | null;
  readonly childWorkflowExecutionStartedEventAttributes?: {
    readonly workflowExecution?: { readonly workflowId?: string | null } | null;
  } | null;
}

/** The types of the activities that a history names, once, in the order of their first. */
export function activityTypesOf(history: object): string[] {
  const { events } = history as Recorded;
  const names = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

/** The ids of the workflows that it began. */
export function childrenIn(history: object): string[] {
  const { events } = history as Recorded;
  const ids = (events ?? []).map((event) => event.childWorkflowExecutionStartedEventAttributes?.workflowExecution);
  return ids.flatMap((each) => each?.workflowId ?? []);
}

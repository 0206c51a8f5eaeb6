interface Recorded {
  readonly events?: readonly Recording[] | null;
}

interface Recording {
  readonly activityTaskScheduledEventAttributes?: {
    readonly activityType?: { readonly name?: string | null } | null;
  } | null;
}

/** The types of the activities that a history names, once, in the order of their first. */
export function activityTypesOf(history: object): string[] {
  const { events } = history as Recorded;
  const names = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

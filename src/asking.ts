// When a gate asks again (design §5.6). Pure.

/** What a gate says to those it asks; `not delivered` is for the case that no channel reached anybody. */
export type Moment = 'asked' | 'not delivered' | 'half of the time is over' | 'one minute is left' | 'asked again';

/** What is due while a gate waits: milliseconds after it opened, in their order. `minute` is shorter in quick time. */
export function momentsOf(wait: number, minute: number): readonly { readonly after: number; readonly what: Moment }[] {
  const all = [
    { after: minute, what: 'not delivered' as const },
    { after: wait / 2, what: 'half of the time is over' as const },
    ...(wait - minute > wait / 2 ? [{ after: wait - minute, what: 'one minute is left' as const }] : []),
  ];
  return all.filter(({ after }) => after < wait).sort((one, other) => one.after - other.after);
}

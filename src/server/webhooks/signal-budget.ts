const signalsAtMost = 1_000;
const runsRemembered = 5_000;

/** Temporal refuses a run's signals after 10,000, and people's messages must always have room: 1,000 alerts a run. */
export function signalBudget(): (runId: string) => boolean {
  const sent = new Map<string, number>();
  return (runId) => {
    const before = sent.get(runId) ?? 0;
    if (before >= signalsAtMost) return false;
    sent.delete(runId);
    sent.set(runId, before + 1);
    const oldest = sent.keys().next();
    if (sent.size > runsRemembered && oldest.done === false) sent.delete(oldest.value);
    return true;
  };
}

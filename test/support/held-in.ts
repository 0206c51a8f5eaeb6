import { type Script, scripted } from './scripted-activities.js';

/** A run that stays in each phase until the test lets it go. */
export function heldIn(): { script: Script; letGo: (activity: string) => void } {
  const gates = new Map<string, () => void>();
  const held = (activity: string) =>
    new Promise<void>((resolve) => {
      gates.set(activity, resolve);
    });
  const look = held('look');
  const change = held('change');
  const watch = held('watch');
  return {
    script: {
      entry: { policy: { approvals: 1 } },
      lookAround: async (input) => {
        await look;
        return scripted().activities.lookAround(input);
      },
      followDeployment: async (input) => {
        await change;
        return scripted().activities.followDeployment(input);
      },
      watchRecovery: async () => {
        await watch;
        return { verdict: 'recovered', checks: [] };
      },
    },
    letGo: (activity) => gates.get(activity)?.(),
  };
}

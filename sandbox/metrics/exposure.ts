// The application's exporter as whoever measures it finds it: working, with holes, silent, or telling old figures as new ones.
export const sourceConditions = ['works', 'holes', 'stalls', 'lies'] as const;
export type SourceCondition = (typeof sourceConditions)[number];

export interface Exposure {
  /** The Prometheus text format. Throws while it has holes: the scrape fails; what it said last while it lies. */
  readonly text: () => Promise<string>;
  /** Whether queries are not answered at all. */
  readonly stalls: () => boolean;
  readonly become: (condition: SourceCondition) => void;
}

export function createExposure(measured: () => Promise<string>): Exposure {
  let condition: SourceCondition = 'works';
  let last: string | undefined;
  return {
    text: async () => {
      if (condition === 'holes') throw new Error('the exporter does not answer');
      if (condition !== 'lies' || last === undefined) last = await measured();
      return last;
    },
    stalls: () => condition === 'stalls',
    become: (next) => {
      condition = next;
    },
  };
}

import type { Fact } from '../src/rollback.js';

/** What a source said, or why it could not be read: a source that fails never fails a look. */
export async function factOf<T>(source: () => Promise<T>): Promise<Fact<T>> {
  try {
    return { state: 'known', value: await source() };
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

export const unknown = (why: string): { readonly state: 'unknown'; readonly why: string } => ({
  state: 'unknown',
  why: why.split('\n', 1)[0]?.slice(0, 400) ?? '',
});

/** The known value, else what stands for it. */
export const knownOr = <T>(fact: Fact<T>, otherwise: T): T => (fact.state === 'known' ? fact.value : otherwise);

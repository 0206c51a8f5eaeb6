import type { Client } from '@temporalio/client';
import { searchAttributes } from '../src/identifiers.js';

export interface RegisteredSearchAttributes {
  /** Those of Runback's that this namespace has, as keywords; none when Temporal does not say. */
  readonly read: () => Promise<readonly string[]>;
}

/** IndexedValueType of Temporal's API. */
const keyword = 2;
const freshForMs = 60_000;
const answersWithinMs = 2_000;

/**
 * Upserting an attribute that is not registered, or has another type, fails a workflow's tasks for ever: only what the
 * namespace has is used. Asked once a minute, so that accepting a request stays in memory.
 */
export function createRegisteredSearchAttributes(temporal: Client): RegisteredSearchAttributes {
  let seen: { readonly names: readonly string[]; readonly at: number } = { names: [], at: Number.NEGATIVE_INFINITY };
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    try {
      seen = { names: await askTemporal(temporal), at: performance.now() };
    } catch {
      // A namespace without attributes is rolled back all the same; the next request asks again.
    } finally {
      asking = undefined;
    }
  };
  return {
    read: async () => {
      if (performance.now() - seen.at > freshForMs) asking ??= ask();
      if (seen.at === Number.NEGATIVE_INFINITY) await asking;
      return seen.names;
    },
  };
}

async function askTemporal(temporal: Client): Promise<readonly string[]> {
  const { customAttributes } = await temporal.withDeadline(Date.now() + answersWithinMs, () =>
    temporal.connection.operatorService.listSearchAttributes({ namespace: temporal.options.namespace }),
  );
  return searchAttributes.filter((name) => Number(customAttributes[name]) === keyword);
}

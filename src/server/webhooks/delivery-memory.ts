const remembered = 10_000;

export interface DeliveryMemory {
  has(source: string, id: string): boolean;
  /** What was taken is remembered, what failed may be sent again; the oldest are forgotten. */
  keep(source: string, id: string): void;
}

export function deliveryMemory(atMost = remembered): DeliveryMemory {
  const taken = new Set<string>();
  const keyOf = (source: string, id: string): string => JSON.stringify([source, id]);
  return {
    has: (source, id) => taken.has(keyOf(source, id)),
    keep(source, id) {
      taken.add(keyOf(source, id));
      const oldest = taken.values().next();
      if (taken.size > atMost && oldest.done === false) taken.delete(oldest.value);
    },
  };
}

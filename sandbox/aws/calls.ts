/** One AWS request that came in, and what became of it. */
export interface RecordedCall {
  /** `ecs:UpdateService`. */
  readonly operation: string;
  /** ISO 8601. */
  readonly at: string;
  readonly accessKeyId?: string;
  /** As it came in the header. */
  readonly userAgent?: string;
  /** `ok`, the error code, `reset` or `answer dropped`. */
  readonly outcome: string;
  /** The operation ran and succeeded, whether or not its caller was told. */
  readonly applied: boolean;
  readonly input: unknown;
}

export interface Calls {
  record(call: RecordedCall): void;
  /** Oldest first; at most the last 20,000. */
  list(operation?: string): readonly RecordedCall[];
}

const kept = 20_000;

export function createCalls(): Calls {
  const calls: RecordedCall[] = [];
  return {
    record(call) {
      calls.push(call);
      if (calls.length > kept) calls.shift();
    },
    list: (operation) => (operation === undefined ? [...calls] : calls.filter((call) => call.operation === operation)),
  };
}

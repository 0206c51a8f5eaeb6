/** The two ways in which Prometheus' HTTP API blames a query: 400 for its text, 422 for its execution. */
export type QueryErrorType = 'bad_data' | 'execution';

export class QueryError extends Error {
  readonly type: QueryErrorType;

  constructor(type: QueryErrorType, message: string) {
    super(message);
    this.name = 'QueryError';
    this.type = type;
  }
}

export function badQuery(message: string): QueryError {
  return new QueryError('bad_data', message);
}

export function parseError(message: string): QueryError {
  return badQuery(`parse error: ${message}`);
}

export function cannotExecute(message: string): QueryError {
  return new QueryError('execution', message);
}

/** PromQL that Prometheus knows and this subset does not: an error, because an empty answer would read as "no trouble". */
export function unsupported(what: string): QueryError {
  return cannotExecute(
    `${what} is not supported by this query API; rewrite the query, or ask a Prometheus that scrapes /metrics here`,
  );
}

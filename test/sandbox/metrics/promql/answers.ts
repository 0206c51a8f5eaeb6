// What a query API answers, in a form in which two of them can be compared.
interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

/** Series by their labels, values with ten digits; of a refusal its type. */
export async function answerOf(url: string, kind: string, parameters: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${kind}`, { method: 'POST', body: new URLSearchParams(parameters) });
  const { status, errorType, data } = (await response.json()) as {
    status: string;
    errorType?: string;
    data?: { resultType: string; result: Series[] | [number, string] };
  };
  if (!data) return { status, errorType };
  if (data.resultType === 'scalar') return { status, scalar: rounded((data.result as [number, string])[1]) };
  const found = (data.result as Series[]).map(({ metric, value, values = value ? [value] : [] }) => [
    JSON.stringify(Object.entries(metric).sort()),
    values.map(([seconds, text]) => [seconds, rounded(text)]),
  ]);
  return { status, resultType: data.resultType, series: Object.fromEntries(found) };
}

/** Ten digits: additions in another order differ in the last ones. */
function rounded(text: string): string {
  const value = Number(text.replace('Inf', 'Infinity'));
  return Number.isFinite(value) ? String(Number(value.toPrecision(10))) : text;
}

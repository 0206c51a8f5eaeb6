/** Where Prometheus shows an expression: the `generatorURL` of its alerts, encoded as Go does. */
export function graphUrl(prometheusUrl: string, expression: string): string {
  return `${prometheusUrl}/graph?g0.expr=${queryEscape(expression)}&g0.tab=1`;
}

function queryEscape(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

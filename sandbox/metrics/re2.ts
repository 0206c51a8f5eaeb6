const onlyInJavaScript = /\\[1-9cku]|\(\?(?:[=!]|<[=!])/;
const onlyInRe2 = /\\[pPQEAzC]|\[\[:|\(\?[a-zA-Z-]*[sUmi-][a-zA-Z-]*[:)]|\(\?P</;

/**
 * A PromQL regular expression (RE2), anchored at both ends; the dot matches line ends too.
 * @throws Error when RE2 would refuse it, or when JavaScript would read it differently
 */
export function compileRe2(source: string): RegExp {
  const ignoresCase = source.startsWith('(?i)');
  const pattern = ignoresCase ? source.slice('(?i)'.length) : source;
  if (onlyInJavaScript.test(pattern)) {
    throw new Error(
      `The regular expression ${JSON.stringify(source)} has look-around or back references: RE2 has none.`,
    );
  }
  if (onlyInRe2.test(pattern)) {
    throw new Error(
      `The regular expression ${JSON.stringify(source)} is not supported by this query API: use literals, classes such as [0-9] and groups, with (?i) at its start at most.`,
    );
  }
  try {
    return new RegExp(`^(?:${pattern})$`, ignoresCase ? 'is' : 's');
  } catch (error) {
    throw new Error(`The regular expression ${JSON.stringify(source)} cannot be read: ${(error as Error).message}`);
  }
}

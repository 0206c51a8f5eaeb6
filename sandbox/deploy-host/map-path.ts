type Quoting = 'none' | 'single' | 'double';

const toEscape = { none: /[^A-Za-z0-9_./@%+=:,-]/g, double: /[\\"$`]/g } as const;

/**
 * The shell command with each mention of the folder `from` replaced by `to`, so quoted that the shell reads `to` as it is.
 * Mentions of longer names that only begin so are left alone.
 */
export function mapPath(command: string, from: string, to: string): string {
  let quoting: Quoting = 'none';
  let mapped = '';
  for (let at = 0; at < command.length; at += 1) {
    const character = command.charAt(at);
    if (isMention(command, from, at)) {
      mapped += escaped(to, quoting);
      at += from.length - 1;
    } else if (character === '\\' && quoting !== 'single') {
      mapped += command.slice(at, at + 2);
      at += 1;
    } else {
      mapped += character;
      quoting = quotingAfter(quoting, character);
    }
  }
  return mapped;
}

function isMention(command: string, from: string, at: number): boolean {
  const before = command.charAt(at - 1);
  const after = command.charAt(at + from.length);
  return command.startsWith(from, at) && !/[\w./-]/.test(before) && !/[\w.-]/.test(after);
}

function quotingAfter(quoting: Quoting, character: string): Quoting {
  if (character === "'" && quoting !== 'double') return quoting === 'single' ? 'none' : 'single';
  if (character === '"' && quoting !== 'single') return quoting === 'double' ? 'none' : 'double';
  return quoting;
}

function escaped(path: string, quoting: Quoting): string {
  if (quoting === 'single') return path.replaceAll("'", `'\\''`);
  return path.replace(toEscape[quoting], '\\$&');
}

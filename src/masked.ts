// Text from outside with whatever looks like a secret taken out: log lines and reasons go to reports, cards and pages.

const hidden = '***';

const secretWords =
  'password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|cookie|session[_-]?id';
const namesSecret = new RegExp(secretWords, 'i');
/** A name that says it is a secret, and its value; ARNs are names only. */
const assigned = new RegExp(
  `(?<arn>\\barn:[\\w-]+:[^\\s,;"']+)|(?<name>(?:["']|\\b)[\\w.-]*(?:${secretWords})[\\w.-]*["']?\\s*[=:]\\s*)(?:"[^"]*"|'[^']*'|[^\\s,;&}\\])]+)`,
  'gi',
);

const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs, hidden],
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@:]*:[^\s@]+@/gi, `$1${hidden}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\beyJ[\w-]{8,}(?:\.[\w-]+){1,2}/g, hidden],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, hidden],
  [/\b(?:ghp|gho|ghs|ghr|github_pat|xox[abpr]|sk|pk|rk)[_-][\w-]{10,}/g, hidden],
  [/([?&](?:sig|signature|key|code|x-amz-[\w-]+)=)[^\s&]+/gi, `$1${hidden}`],
];
const longRun = /[A-Za-z0-9+_-]{32,}={0,2}/g;

/** Rather too much than too little is hidden; names, numbers and ids in hexadecimal stay. */
export function masked(text: string): string {
  const shapes = patterns.reduce((line, [pattern, shown]) => line.replace(pattern, shown), text);
  const named = namesSecret.test(shapes)
    ? shapes.replace(assigned, (whole, arn: string | undefined, name: string | undefined) =>
        arn === undefined ? `${name ?? ''}${hidden}` : whole,
      )
    : shapes;
  return named.replace(longRun, (run) => (isRandom(run) ? hidden : run));
}

const isRandom = (run: string): boolean => /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run);

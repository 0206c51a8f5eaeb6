// How senders of alerts sign: RUNBACK_GRAFANA_*, RUNBACK_PAGERDUTY_*, RUNBACK_GENERIC_* and RUNBACK_SNS_TOPICS.
export interface HmacSettings {
  /** References; any of them may have signed, so that a secret can be replaced. None: the sender has a token. */
  readonly secrets: readonly string[];
  /** Name of the header with the signature, in lower case. */
  readonly header: string;
  /** Name of the header with the time of signing, which is signed too; without it there is no time window. */
  readonly timestampHeader?: string;
}

export interface WebhookSettings {
  readonly grafana: HmacSettings;
  readonly pagerduty: Pick<HmacSettings, 'secrets'>;
  readonly generic: HmacSettings;
  /** ARNs of the SNS topics that are heard. */
  readonly snsTopics: readonly string[];
}

type Written = Readonly<Record<string, string>>;

/** Throws a sentence that names the variable. */
export const readWebhookSettings = (set: Written): WebhookSettings => ({
  grafana: hmacOf(set, 'GRAFANA', 'x-grafana-alert-signature'),
  pagerduty: { secrets: referencesIn(set, 'RUNBACK_PAGERDUTY_SECRETS') },
  generic: hmacOf(set, 'GENERIC', 'x-runback-signature'),
  snsTopics: listIn(
    set,
    'RUNBACK_SNS_TOPICS',
    /^arn:aws[a-z-]*:sns:[a-z]{2,3}(-[a-z]+)+-\d:\d{12}:[\w.-]{1,256}$/,
    'ARNs of SNS topics',
  ),
});

function hmacOf(set: Written, sender: string, header: string): HmacSettings {
  const timestampHeader = headerIn(set, `RUNBACK_${sender}_TIMESTAMP_HEADER`);
  return {
    secrets: referencesIn(set, `RUNBACK_${sender}_SECRETS`),
    header: headerIn(set, `RUNBACK_${sender}_SIGNATURE_HEADER`) ?? header,
    ...(timestampHeader === undefined ? {} : { timestampHeader }),
  };
}

const referencesIn = (set: Written, variable: string): string[] =>
  listIn(set, variable, /^(env|file):.+$/, 'references, env:NAME or file:/path; a secret itself does not belong there');

/** Entries are parted by commas; what is wrong is not shown: it may be a secret. */
function listIn(set: Written, variable: string, each: RegExp, expected: string): string[] {
  const entries = (set[variable] ?? '').split(',').map((entry) => entry.trim());
  const written = entries.filter((entry) => entry !== '');
  if (written.every((entry) => each.test(entry))) return written;
  throw new Error(`${variable}: expected, parted by commas, ${expected}`);
}

function headerIn(set: Written, variable: string): string | undefined {
  const written = set[variable]?.trim().toLowerCase();
  if (written === undefined || /^[a-z0-9][a-z0-9-]{0,99}$/.test(written)) return written;
  throw new Error(`${variable}: expected the name of a header such as X-Signature`);
}

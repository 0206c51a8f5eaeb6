// Design §7: every service on a database, the release it runs, and whether that bears the schema of the target. Pure.

export interface ServiceOnDatabase {
  readonly service: string;
  /** As people call it: "v1.2.3 (3291d0, :122)"; absent where it could not be read. */
  readonly runs?: string;
  readonly fit: 'goes back' | 'fits' | 'needs newer' | 'not known';
  /** Of `needs newer`: the revisions that are taken back; of `not known`: why. */
  readonly why?: string;
}

interface Bears {
  readonly heads: readonly string[];
  /** All that its versions folder holds. */
  readonly revisions: readonly string[];
}

interface Between {
  /** Revisions that are taken back. */
  readonly down: readonly string[];
  /** All that the target's versions folder holds. */
  readonly target: readonly string[];
}

/** By revisions alone: a release from before the target's runs on a newer schema already. */
export function fitOf({ heads, revisions }: Bears, { down, target }: Between): Pick<ServiceOnDatabase, 'fit' | 'why'> {
  const needed = down.filter((each) => revisions.includes(each));
  if (needed.length > 0) return { fit: 'needs newer', why: needed.join(', ') };
  const unknown = heads.filter((each) => !target.includes(each));
  return unknown.length === 0
    ? { fit: 'fits' }
    : { fit: 'not known', why: `the target does not know its migrations ${unknown.join(', ')}` };
}

export function serviceLine({ service, runs, fit, why = '' }: ServiceOnDatabase): string {
  const release = `${service} runs ${runs ?? 'a release that could not be read'}`;
  const lines: Readonly<Record<ServiceOnDatabase['fit'], string>> = {
    'goes back': 'and goes back with it',
    fits: 'which bears the schema of the target',
    'needs newer': `which needs ${why}: it breaks when that is taken back`,
    'not known': `whether that bears the schema of the target is not known (${why}): an approver answers for it`,
  };
  return `${release}${fit === 'not known' ? '; ' : ', '}${lines[fit]}`;
}

/** What an approver has to know of the others before he answers. */
export const servicesInDoubt = (services: readonly ServiceOnDatabase[]): string[] =>
  services.filter(({ fit }) => fit === 'needs newer' || fit === 'not known').map(serviceLine);

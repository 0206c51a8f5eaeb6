// Where a database stands on a rehearsed path (design §7): its revision and its catalogue have to say the same. Pure.

export interface Waypoint {
  readonly revisions: readonly string[];
  readonly fingerprint: string;
}

export type Standing =
  /** So many steps of the path are done, whole. */
  | { readonly state: 'on the path'; readonly done: number }
  /** Its revision claims one thing, its catalogue another, or neither is of the path. */
  | { readonly state: 'off the path'; readonly claims?: number; readonly bears?: number };

/** `path`: before the first step, then after each. Where steps change nothing in the catalogue, the revision tells them apart. */
export function standingOf(
  path: readonly Waypoint[],
  seen: { readonly revisions?: readonly string[]; readonly fingerprint: string },
): Standing {
  const revisions = key(seen.revisions ?? []);
  const done = path.findIndex((each) => key(each.revisions) === revisions && each.fingerprint === seen.fingerprint);
  if (done >= 0) return { state: 'on the path', done };
  const claims = path.findIndex((each) => key(each.revisions) === revisions);
  const bears = path.findIndex(({ fingerprint }) => fingerprint === seen.fingerprint);
  return { state: 'off the path', ...(claims < 0 ? {} : { claims }), ...(bears < 0 ? {} : { bears }) };
}

const key = (revisions: readonly string[]): string => [...revisions].sort().join();

import { type ClusterHealth, clusterColours } from '../src/backing-services.js';
import type { CatalogueEntry } from '../src/catalogue/entry.js';
import { askOverHttp } from './http-request.js';
import { fieldAt, parseJson } from './json-fields.js';
import { resolveSecret } from './secrets.js';

interface Asking {
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** Runbook › Health Checks: GET /_cluster/health. Throws a sentence unless it tells a colour. */
export async function readClusterHealth(
  { url, authorization }: NonNullable<CatalogueEntry['elasticsearch']>,
  asking: Asking,
): Promise<ClusterHealth> {
  const headers = authorization === undefined ? {} : { authorization: await resolveSecret(authorization) };
  const { status, body } = await askOverHttp({ url, headers, freshConnection: true, ...asking }).catch(
    (error: unknown) => {
      throw new Error(`GET ${url}: ${error instanceof Error ? error.message : String(error)}`);
    },
  );
  if (status === 401 || status === 403) {
    const remedy =
      authorization === undefined
        ? 'give elasticsearch.authorization in the catalogue'
        : `correct what ${authorization} holds`;
    throw new Error(`GET ${url} answered ${status}: ${remedy}`);
  }
  // A wait_for_status in the URL that was not met is answered 408, with the health all the same.
  if ((status < 200 || status > 299) && status !== 408) throw new Error(`GET ${url} answered ${status}`);
  const json = parseJson(body);
  if (json === undefined) throw new Error(`GET ${url} answered ${status} without JSON`);
  const told = fieldAt(json, 'status');
  const colour = clusterColours.find((each) => each === told);
  if (colour === undefined) throw new Error(`GET ${url} answered ${status} without the colour of a cluster`);
  const unassigned = Number(fieldAt(json, 'unassigned_shards'));
  return { status: colour, ...(Number.isFinite(unassigned) ? { unassignedShards: unassigned } : {}) };
}

// The certificates with which SNS signs: from its own host only, for its own name, and up to a root that Node trusts.
import { X509Certificate } from 'node:crypto';
import { Problem } from '../problem.js';

/** Bytes behind an address. Rejects when there is no answer, or another than 200. */
export type Fetch = (url: string) => Promise<Buffer>;

interface World {
  readonly fetch: Fetch;
  /** PEM. */
  readonly roots: readonly string[];
  readonly now: () => number;
}

export type Certificates = (url: string, topicRegion: string) => Promise<X509Certificate>;

const mostKept = 20;
const longestChain = 4;

/** Throws 401 for a certificate that cannot be SNS's, 503 where it could not be fetched. What was proven is kept. */
export function snsCertificates(world: World): Certificates {
  const kept = new Map<string, Promise<X509Certificate>>();
  return async (url, region) => {
    const where = addressOf(url, region);
    const known = kept.get(where) ?? proven(where, region, world);
    kept.set(where, known);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    try {
      const certificate = await known;
      if (isCurrent(certificate, world.now())) return certificate;
    } catch (error) {
      kept.delete(where);
      throw error;
    }
    kept.delete(where);
    throw refused('its certificate has expired');
  };
}

const refused = (why: string): Problem => new Problem(401, `Refused: ${why}. Nothing was done`);

/** Throws unless it is SNS's own host in the topic's region. */
function addressOf(given: string, region: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  const isSnss =
    url?.protocol === 'https:' &&
    url.host === `sns.${region}.${domainOf(region)}` &&
    /^\/[\w-]+\.pem$/.test(url.pathname) &&
    `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (url === undefined || !isSnss) throw refused("its certificate is not on SNS's host");
  return url.href;
}

export const domainOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');

async function proven(url: string, region: string, world: World): Promise<X509Certificate> {
  const pem = (await fetched(world, url)).toString('latin1');
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const [leaf, ...others] = found.slice(0, longestChain + 1).map(certificateIn);
  if (leaf === undefined) throw refused('what stands where its certificate should be is none');
  const names = ['sns.amazonaws.com', `sns.${region}.${domainOf(region)}`, `sns-signing.${region}.amazonaws.com`];
  if (!names.some((name) => leaf.checkHost(name) !== undefined)) throw refused("its certificate is not in SNS's name");
  await proveChain(leaf, others, world);
  return leaf;
}

async function fetched({ fetch }: World, url: string): Promise<Buffer> {
  return fetch(url).catch(() => {
    throw new Problem(503, `Fetching SNS's certificate from ${new URL(url).host} failed; nothing was done`);
  });
}

function certificateIn(written: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(written);
  } catch {
    throw refused('what stands where its certificate should be is none');
  }
}

/** Each is issued by the next, up to a root. Issuers that are not sent along are at Amazon Trust Services. */
async function proveChain(leaf: X509Certificate, others: readonly X509Certificate[], world: World): Promise<void> {
  const roots = world.roots.map((pem) => new X509Certificate(pem));
  let current = leaf;
  for (let length = 0; length < longestChain; length += 1) {
    if (!isCurrent(current, world.now())) throw refused('its certificate is not valid now');
    if (roots.some((root) => isIssuedBy(current, root) && isCurrent(root, world.now()))) return;
    const sent = others.find((each) => isIssuedBy(current, each));
    const next = sent ?? certificateIn(await fetched(world, issuerAddress(current)));
    if (!isIssuedBy(current, next)) throw refused('its certificate was not issued by whom it names');
    current = next;
  }
  throw refused('its certificate leads to no root that is trusted');
}

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

const isCurrent = ({ validFrom, validTo }: X509Certificate, now: number): boolean =>
  Date.parse(validFrom) <= now && now <= Date.parse(validTo);

function issuerAddress({ infoAccess }: X509Certificate): string {
  const [, written = ''] = /^CA Issuers - URI:(\S+)$/m.exec(infoAccess ?? '') ?? [];
  const url = URL.canParse(written) ? new URL(written) : undefined;
  const isAmazons =
    url !== undefined && /^https?:$/.test(url.protocol) && /^crt\.[a-z0-9]+\.amazontrust\.com$/.test(url.host);
  if (!isAmazons) throw refused('its certificate leads to no root that is trusted');
  return url.href;
}

import type { BrokenRule, ChosenTarget } from '../plan-shape.js';
import { oneLine } from '../runbook/wording.js';
import type { SeenContainer, SeenRelease } from '../situation.js';

/** What is wrong with a release's images: one is gone, or it cannot be told whether it is what ran. */
export const imageRules = ({ containers }: SeenRelease): BrokenRule[] => containers.flatMap(imageRule);

const missing = (sentence: string): BrokenRule[] => [{ rule: 'image missing', sentence, overridable: false }];
const unknown = (sentence: string): BrokenRule[] => [{ rule: 'image unknown', sentence, overridable: true }];

function imageRule(container: SeenContainer): BrokenRule[] {
  const { name, image, recordedDigest, resolvesTo, recordedExists } = container;
  const shown = `the image of ${name} (${oneLine(image, 120)})`;
  const isGone = resolvesTo.state === 'known' && resolvesTo.value.digest === undefined;
  if (recordedDigest === undefined) {
    if (isGone) return missing(`${shown} is gone`);
    if (image.includes('@sha256:') || resolvesTo.state === 'not connected') return [];
    return unknown(`${shown}: which image ran under that name was not recorded`);
  }
  if (recordedExists.state === 'known') {
    return recordedExists.value ? [] : missing(`${shown} is gone: ${short(recordedDigest)} ran here`);
  }
  // The name leads to the recorded image, so it exists.
  if (resolvesTo.state === 'known' && resolvesTo.value.digest === recordedDigest) return [];
  if (recordedExists.state === 'not connected') return [];
  return unknown(`whether ${shown} still exists is not known: ${oneLine(recordedExists.why, 160)}`);
}

const short = (digest: string): string => digest.slice(0, 19);

/** Containers whose name does not surely lead to the recorded image any more: they are deployed by digest (decision 34). */
export const pinnedContainers = ({ containers }: SeenRelease): ChosenTarget['pin'] =>
  containers.flatMap(({ name, image, recordedDigest: digest, resolvesTo, recordedExists }) => {
    const exists = recordedExists.state === 'known' && recordedExists.value;
    if (digest === undefined || !exists || image.includes(`@${digest}`)) return [];
    const leadsThere = resolvesTo.state === 'known' && resolvesTo.value.digest === digest;
    return leadsThere ? [] : [{ container: name, image, digest }];
  });

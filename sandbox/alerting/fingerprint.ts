import { type Labels, sortedLabels } from '../metrics/labels.js';

const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;
const separator = 0xff;

/** Prometheus' label fingerprint: FNV-1a over the sorted names and values, each followed by a byte 255; 16 hex digits. */
export function fingerprint(labels: Labels): string {
  const bytes = sortedLabels(labels).flatMap(([name, value]) => [
    ...Buffer.from(name),
    separator,
    ...Buffer.from(value),
    separator,
  ]);
  const hash = bytes.reduce((sum, byte) => BigInt.asUintN(64, (sum ^ BigInt(byte)) * prime), offsetBasis);
  return hash.toString(16).padStart(16, '0');
}

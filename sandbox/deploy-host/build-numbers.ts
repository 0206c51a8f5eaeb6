/** Release tag → the build number in its commit's message, which makes the hash begin as the tag says. */
export const buildNumbers: Readonly<Record<string, number>> = {
  'prod-v1.1.9-20250902-687f5f': 402,
  'prod-v1.1.10-20250916-214feb': 417,
  'prod-v1.2.1-20251001-999fff': 4450586,
  'prod-v1.2.2-20251016-def456': 1267277,
  'prod-v1.2.3-20251016-bad000': 7461070,
  'prod-v1.2.3-20251017-abc123': 5268562,
};

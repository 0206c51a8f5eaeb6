// What Slack checks of the blocks of a message.
import { z } from 'zod';

const text = (longest: number) => z.string().min(1).max(longest);
const plain = (longest: number) => z.looseObject({ type: z.literal('plain_text'), text: text(longest) });
const anyText = (longest: number) =>
  z.looseObject({
    type: z.enum(['mrkdwn', 'plain_text']),
    text: text(longest),
    verbatim: z.boolean().optional(),
  });

const confirm = z.looseObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

const button = z.looseObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: z.string().max(255).optional(),
  value: z.string().max(2_000).optional(),
  url: z.string().max(3_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
});
export type Button = z.output<typeof button>;

const image = z.looseObject({ type: z.literal('image'), image_url: z.string().max(3_000), alt_text: text(2_000) });
const blockId = z.string().max(255).optional();

const section = z
  .looseObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(3_000).optional(),
    fields: z.array(anyText(2_000)).max(10).optional(),
    accessory: z.discriminatedUnion('type', [button, image]).optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, 'missing required field: text');

const block = z.discriminatedUnion('type', [
  section,
  z.looseObject({ type: z.literal('actions'), block_id: blockId, elements: z.array(button).min(1).max(25) }),
  z.looseObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z
      .array(z.union([anyText(3_000), image]))
      .min(1)
      .max(10),
  }),
  z.looseObject({ type: z.literal('header'), block_id: blockId, text: plain(150) }),
  z.looseObject({ type: z.literal('divider'), block_id: blockId }),
  z.looseObject({ type: z.literal('markdown'), block_id: blockId, text: text(12_000) }),
  z.looseObject({ type: z.literal('rich_text'), block_id: blockId, elements: z.array(z.looseObject({})) }),
]);
export type Block = z.output<typeof block>;

const blocksShape = z.array(block).max(50);

export type CheckedBlocks =
  | { readonly blocks: readonly Block[] }
  /** A sentence for each, in Slack's words and with a JSON pointer. */
  | { readonly problems: readonly string[] };

export function checkBlocks(given: unknown): CheckedBlocks {
  const checked = blocksShape.safeParse(given);
  if (!checked.success) return { problems: checked.error.issues.map(asSlackSays) };
  const repeated = repeatedIds(checked.data);
  return repeated.length > 0 ? { problems: repeated } : { blocks: checked.data.map(withIds) };
}

function asSlackSays(issue: z.core.$ZodIssue): string {
  return `${sentenceOf(issue)} [json-pointer:/${['blocks', ...issue.path].map(String).join('/')}]`;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' && issue.origin === 'array') return `no more than ${issue.maximum} items allowed`;
  if (issue.code === 'too_big') return `must be less than ${Number(issue.maximum) + 1} characters`;
  if (issue.code === 'too_small' && issue.origin === 'array') return `no less than ${issue.minimum} items allowed`;
  if (issue.code === 'too_small') return 'must be more than 0 characters';
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'type') return 'unsupported type';
  return issue.code === 'custom' ? issue.message : `invalid value: ${issue.message}`;
}

function repeatedIds(blocks: readonly Block[]): string[] {
  const ids = blocks.flatMap(({ block_id: id }) => id ?? []);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  return twice.map((id) => `block_id \`${id}\` already exists [json-pointer:/blocks]`);
}

let made = 0;
const newId = (): string => (++made).toString(36).padStart(5, '0');

/** Slack makes up the ids that are missing. */
function withIds(given: Block): Block {
  const identified = { ...given, block_id: given.block_id ?? newId() };
  if (identified.type === 'actions') return { ...identified, elements: identified.elements.map(withActionId) };
  if (identified.type !== 'section' || identified.accessory?.type !== 'button') return identified;
  return { ...identified, accessory: withActionId(identified.accessory) };
}

const withActionId = (given: Button): Button => ({ ...given, action_id: given.action_id ?? newId() });

export interface PlacedButton {
  readonly blockId: string;
  readonly button: Button;
}

/** In the order in which they are shown. */
export function buttonsOf(blocks: readonly Block[]): readonly PlacedButton[] {
  return blocks.flatMap((given) => {
    const blockId = given.block_id ?? '';
    if (given.type === 'actions') return given.elements.map((each) => ({ blockId, button: each }));
    if (given.type !== 'section' || given.accessory?.type !== 'button') return [];
    return [{ blockId, button: given.accessory }];
  });
}

/** Characters of every text in the blocks. */
export function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + lengthOf(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'text' in value && typeof value.text === 'string' ? value.text.length : 0;
  return own + Object.values(value).reduce((sum: number, each) => sum + lengthOf(each), 0);
}

// What Slack sends when a button is pressed, and what the buttons of Runback's messages carry: parsed totally.
import { z } from 'zod';

/** `runback/<verb>`; undo is a decision. */
const verbs = ['approve', 'reject', 'confirm', 'pause', 'resume', 'abort', 'undo'] as const;
export type Pressed = (typeof verbs)[number];

const shortText = z.string().min(1).max(200);
/** `value` of a button. */
const value = z.object({
  environment: shortText,
  service: shortText,
  run: shortText,
  /** Of `confirm`. */
  item: shortText.optional(),
});

const interaction = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string().max(500).optional(),
  response_url: z.string().max(2_000).optional(),
  user: z.object({ id: shortText }),
  actions: z
    .array(z.object({ action_id: shortText, value: z.string().max(2_000).optional() }))
    .min(1)
    .max(1),
});

export interface ButtonPress {
  readonly user: string;
  /** Names this press: a repetition counts once. */
  readonly trigger: string | undefined;
  readonly pressed: Pressed;
  readonly at: z.output<typeof value>;
}

/** A sentence where it is nothing that Runback's buttons send. */
export function buttonPressIn(form: URLSearchParams): ButtonPress | string {
  const read = interaction.safeParse(jsonOf(form.get('payload')));
  if (!read.success) return 'It is not the press of a button';
  const [action] = read.data.actions;
  const pressed = verbs.find((verb) => action?.action_id === `runback/${verb}`);
  if (pressed === undefined) return 'No such button is Runback’s';
  const at = value.safeParse(jsonOf(action?.value ?? null));
  if (!at.success) return 'The button does not say which rollback it is for';
  return { user: read.data.user.id, trigger: read.data.trigger_id, pressed, at: at.data };
}

const command = z.object({
  command: shortText,
  text: z.string().max(2_000).default(''),
  user_id: shortText,
});

export type SlashCommand = z.output<typeof command>;

export const slashCommandIn = (form: URLSearchParams): SlashCommand | undefined =>
  command.safeParse(Object.fromEntries(form)).data;

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}

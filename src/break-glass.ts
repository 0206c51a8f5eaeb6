// Break-glass: one person's word is enough, where roles are known an admin's, and where data is lost only by its name (decision 30). Pure.
import type { MessageState, Speaker } from './message-rules.js';
import type { Approve } from './messages.js';
import { oneLine } from './runbook/wording.js';

export const breakGlassRefused = (
  { by, breakGlass = '' }: Approve,
  { lost = [] }: MessageState,
  speaker: Speaker,
): string | undefined => {
  if (speaker.identity === 'authenticated' && !speaker.roles.includes('admin'))
    return `${by} holds ${speaker.roles.join(', ') || 'no role'}; break-glass needs admin`;
  const unnamed = lost.filter((name) => !breakGlass.toLowerCase().includes(name.toLowerCase()));
  return unnamed.length === 0
    ? undefined
    : `this is lost for good on your word alone; say so in the reason, by name: ${oneLine(unnamed.join(', '), 300)}`;
};

// The fields that a verb's form asks for, and the message that a sent form says. Pure.
import type { Method } from '../../rollback.js';
import { type Html, html } from './html.js';
import type { Offer, PageVerb } from './offers.js';

interface Text {
  readonly name: string;
  readonly label: string;
  readonly required?: true;
}

const comment: Text = { name: 'comment', label: 'Comment' };
const reason: Text = { name: 'reason', label: 'Reason' };
const lost: Text = { name: 'lost', label: 'Where a database is taken back: what is lost, typed as the gate shows it' };

const texts: { readonly [V in PageVerb]: Text } = {
  approve: comment,
  'break-glass': { name: 'breakGlass', label: 'Why one person is enough', required: true },
  reject: comment,
  confirm: { name: 'evidence', label: 'Evidence' },
  decide: reason,
  pause: reason,
  resume: reason,
  abort: { name: 'reason', label: 'Reason', required: true },
  note: { name: 'text', label: 'Note', required: true },
  undo: reason,
};

const textField = ({ name, label, required }: Text): Html =>
  required
    ? html`<label for="${name}">${label}</label><textarea id="${name}" name="${name}" maxlength="4000" required></textarea>`
    : html`<label for="${name}">${label}</label>
<textarea id="${name}" name="${name}" maxlength="4000" aria-describedby="${name}-hint"></textarea>
<p id="${name}-hint" class="quiet">May stay empty.</p>`;

const targetKinds = {
  version: 'Version',
  commit: 'Commit',
  tag: 'Git tag',
  taskDefinition: 'Task definition',
} as const;

const targetFields = html`<label for="kind">The target is named by its</label>
<select id="kind" name="kind">${Object.entries(targetKinds).map(([kind, label]) => html`<option value="${kind}">${label}</option>`)}</select>
<label for="target">Target</label>
<input id="target" name="target" required maxlength="4000" autocapitalize="off" autocomplete="off" spellcheck="false">`;

const methodField = (methods: readonly Method[]): Html =>
  html`<label for="method">Method</label>
<select id="method" name="method">${methods.map((method) => html`<option>${method}</option>`)}</select>`;

/** `methods`: those that the policy of the service allows. */
export const fieldsOf = ({ verb, chosen }: Offer, methods: readonly Method[]): Html => html`
${chosen.action === 'choose-target' && targetFields}
${chosen.action === 'use-method' && methodField(methods)}
${textField(texts[verb])}
${verb === 'break-glass' && textField(lost)}`;

/** What the form says, as the body of the same message over HTTP; an empty field says nothing. */
export function messageIn(verb: PageVerb, form: URLSearchParams): Record<string, unknown> {
  const filled = (name: string): Record<string, string> => {
    const value = form.get(name)?.trim() ?? '';
    return value === '' ? {} : { [name]: value };
  };
  const said = filled(texts[verb].name);
  if (verb === 'undo') return { action: 'undo', ...said };
  if (verb === 'break-glass') return { ...said, ...filled('lost') };
  if (verb === 'confirm') return { ...filled('item'), ...said };
  if (verb !== 'decide') return said;
  const { target } = filled('target');
  const kind = form.get('kind') ?? '';
  return {
    ...filled('action'),
    ...filled('method'),
    ...(target !== undefined && Object.hasOwn(targetKinds, kind) ? { target: { [kind]: target } } : {}),
    ...said,
  };
}

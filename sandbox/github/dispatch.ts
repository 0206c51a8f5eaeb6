import type { Refusal } from './refusals.js';
import type { Workflow } from './run.js';

const refs = /^(refs\/heads\/)?main$|^(refs\/tags\/)?prod-v[\w.-]+$/;

/** What is wrong with a workflow_dispatch, in GitHub's words; undefined when it may begin. */
export function refusalOfDispatch(
  workflow: Workflow,
  ref: string,
  inputs: Readonly<Record<string, string>>,
): Refusal | undefined {
  if (!refs.test(ref)) return { status: 422, message: `No ref found for: ${ref}` };
  const unexpected = Object.keys(inputs).filter((name) => !workflow.inputs.includes(name));
  if (unexpected.length === 0) return undefined;
  return { status: 422, message: `Unexpected inputs provided: ${JSON.stringify(unexpected)}` };
}

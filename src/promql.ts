// PromQL made of the catalogue's templates: the same text for what Runback asks and for the rules that it prints.

/** The template with its window as a Prometheus duration. */
export const withWindow = (template: string, windowMs: number): string =>
  template.replaceAll('{{window}}', promqlDuration(windowMs));

/** Milliseconds as Prometheus writes them: "60s", "1500ms". */
export const promqlDuration = (ms: number): string =>
  ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.max(1, Math.round(ms))}ms`;

interface Steps {
  /** Milliseconds. */
  readonly over: number;
  readonly step: number;
  readonly offset?: number;
}

/** The template's figure at each step, each over a window as long as the step. A step without traffic is none: it is NaN. */
const eachStep = (template: string, { over, step, offset }: Steps): string => {
  const window = `[${promqlDuration(over)}:${promqlDuration(step)}]`;
  return `((${withWindow(template, step)}) >= 0)${window}${offset === undefined ? '' : ` offset ${promqlDuration(offset)}`}`;
};

export const averageOfSteps = (template: string, steps: Steps): string => `avg_over_time(${eachStep(template, steps)})`;

export const countOfSteps = (template: string, steps: Steps): string => `count_over_time(${eachStep(template, steps)})`;

import { describe, expect, it } from 'vitest';
import { whatToPin } from '../src/pin.js';
import { reportMarkdown } from '../src/report-markdown.js';
import { theGithub } from './support/a-pipeline.js';
import { aReport, arn } from './support/a-situation.js';

const question = {
  service: 'applylens-api',
  environment: 'prod',
  ecsService: 'applylens-api-prod',
  from: { version: '1.2.3', commit: 'abc123', taskDefinition: arn(124) },
  to: { version: '1.2.2', commit: 'def456', tag: 'prod-v1.2.2-20251009-def456', taskDefinition: arn(121) },
  taskDefinition: arn(121),
};

describe('what to pin after a rollback', () => {
  it('is the task definition, the commit and the check, each with where it belongs', () => {
    expect(whatToPin({ ...question, github: theGithub })).toEqual([
      `Terraform, CloudFormation, CDK: task_definition of applylens-api-prod = ${arn(121)}; an apply with another one deploys it`,
      'The branch that is deployed: revert to prod-v1.2.2-20251009-def456, commit def456 (v1.2.2); a merge on top of v1.2.3 ships it again',
      'The pipeline (leok974/ApplyLens, deploy.yml): ask before it deploys, exit status 3 means no: runback hold applylens-api --env prod --check 1.2.3',
      'v1.2.3 is held until a person lifts it: runback hold applylens-api :124 --env prod --lift',
    ]);
  });

  it('says nothing of a commit that is not known', () => {
    const lines = whatToPin({ ...question, to: { taskDefinition: arn(121) } });
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toContain('undefined');
  });

  it('says so where the release could not be held, and how it is', () => {
    expect(whatToPin({ ...question, notHeld: true }).at(-1)).toBe(
      "v1.2.3 is NOT held, its mark could not be set: runback hold applylens-api :124 --env prod --reason 'rolled back'",
    );
  });

  it('stands in the report', () => {
    const text = reportMarkdown(aReport({ pin: whatToPin(question) }));
    expect(text).toContain(`## Pin it, or it comes back\n\n- Terraform, CloudFormation, CDK: task_definition of`);
    expect(reportMarkdown(aReport())).not.toContain('Pin it');
  });
});

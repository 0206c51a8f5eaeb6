import { describe, expect, it } from 'vitest';
import { masked } from '../src/masked.js';

describe('text from outside', () => {
  it.each([
    ['password=hunter2 for user app', 'password=*** for user app'],
    ['{"db_password": "hunter 2", "user": "app"}', '{"db_password": ***, "user": "app"}'],
    ["GMAIL_CLIENT_SECRET='abc def' is set", 'GMAIL_CLIENT_SECRET=*** is set'],
    [
      'connecting to postgresql://app:hunter2@db.applylens.io:5432/applylens',
      'connecting to postgresql://***@db.applylens.io:5432/applylens',
    ],
    ['Authorization: Bearer abcdefgh12345678.xyz', 'Authorization: Bearer ***'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln is old', 'token *** is old'],
    ['AKIAIOSFODNN7EXAMPLE cannot', '*** cannot'],
    ['pushed with ghp_0123456789abcdefghij', 'pushed with ***'],
    ['GET /x?page=2&sig=deadbeef', 'GET /x?page=2&sig=***'],
    ['key wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY0 given', 'key *** given'],
    ['-----BEGIN RSA PRIVATE KEY----- MIIE', '***'],
  ])('loses the secret in %j', (text, shown) => expect(masked(text)).toBe(shown));

  it.each([
    'invalid ssm parameters: /applylens/prod/DB_PASSWORD',
    'failed to fetch secret arn:aws:secretsmanager:us-east-1:123456789012:secret:prod-db-AbCdEf from secrets manager',
    "ModuleNotFoundError: No module named 'langdetect'",
    'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/ccb1c7ee670051a0)',
    'failed to resolve ref 1.dkr.ecr.us-east-1.amazonaws.com/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    "Can't locate revision identified by '0018'",
    'password authentication failed for user "applylens"',
  ])('keeps %j', (text) => expect(masked(text)).toBe(text));

  it('is read in time however long a word is', () => {
    const started = performance.now();
    masked(`${'a.b-'.repeat(5_000)}secret`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

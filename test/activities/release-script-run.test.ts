import { Context } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';

it.skip('x', () => { Context; MockActivityEnvironment; describe; expect; });

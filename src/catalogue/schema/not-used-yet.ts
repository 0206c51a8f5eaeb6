// Sections that are read and checked already, while what uses them is still to come: they read "not connected".
import { z } from 'zod';
import * as kinds from './scalars.js';

const { name } = kinds;

export const notUsedYet = {
  agents: z.array(name).optional(),
} as const;

/** What people call each section. */
export const calledByPeople: Readonly<Record<keyof typeof notUsedYet, string>> = {
  agents: 'agents with an SLO of their own',
};

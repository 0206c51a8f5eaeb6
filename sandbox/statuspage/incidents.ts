// The incidents of the status page, with every update that customers were shown.
import { randomBytes } from 'node:crypto';

import { type Component, type ComponentStatus, page } from './page.js';

export const statuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type Status = (typeof statuses)[number];
export const impacts = ['none', 'minor', 'major', 'critical'] as const;

export interface Update {
  readonly id: string;
  readonly at: string;
  readonly status: Status;
  readonly body: string;
  /** Whether subscribers were sent it. */
  readonly isDelivered: boolean;
  readonly components: readonly { readonly id: string; readonly from: ComponentStatus; readonly to: ComponentStatus }[];
}

export interface Incident {
  readonly id: string;
  readonly createdAt: string;
  name: string;
  status: Status;
  impactOverride?: (typeof impacts)[number];
  componentIds: readonly string[];
  /** Customers do not see it. */
  metadata: Readonly<Record<string, object>>;
  /** Oldest first. */
  readonly updates: Update[];
}

export interface Wanted {
  readonly name?: string | undefined;
  readonly status?: Status | undefined;
  readonly body?: string | undefined;
  readonly component_ids?: readonly string[] | undefined;
  readonly components?: Readonly<Record<string, ComponentStatus>> | undefined;
  readonly deliver_notifications?: boolean | undefined;
  readonly impact_override?: (typeof impacts)[number] | undefined;
  readonly metadata?: Readonly<Record<string, object>> | undefined;
}

const newId = (): string => randomBytes(6).toString('hex');

export function createIncident(
  name: string,
  { status = 'investigating', ...wanted }: Wanted,
  components: readonly Component[],
): Incident {
  const createdAt = new Date().toISOString();
  const incident: Incident = { id: newId(), createdAt, name, status, componentIds: [], metadata: {}, updates: [] };
  return changeIncident(incident, { ...wanted, status }, components);
}

/** A change that shows customers nothing new, of the name alone, is no update. */
export function changeIncident(incident: Incident, wanted: Wanted, components: readonly Component[]): Incident {
  const { name, status, body, deliver_notifications: isDelivered = true, impact_override: impact } = wanted;
  const changes = changeComponents(wanted.components ?? {}, components);
  const named = [...(wanted.component_ids ?? incident.componentIds), ...changes.map(({ id }) => id)];
  incident.componentIds = [...new Set(named)];
  if (name !== undefined) incident.name = name;
  if (wanted.metadata !== undefined) incident.metadata = wanted.metadata;
  if (impact !== undefined) incident.impactOverride = impact;
  if (status === undefined && body === undefined && changes.length === 0) return incident;
  incident.status = status ?? incident.status;
  incident.updates.push({
    id: newId(),
    at: new Date().toISOString(),
    status: incident.status,
    body: body ?? '',
    isDelivered,
    components: changes,
  });
  return incident;
}

function changeComponents(
  wanted: NonNullable<Wanted['components']>,
  components: readonly Component[],
): Update['components'] {
  return components.flatMap((component) => {
    const to = wanted[component.id];
    if (to === undefined) return [];
    const from = component.status;
    component.status = to;
    return [{ id: component.id, from, to }];
  });
}

const timeOf = ({ updates }: Incident, wanted: Status): string | null =>
  updates.findLast(({ status }) => status === wanted)?.at ?? null;

/** As Statuspage's API returns it: newest update first. */
export function asStatuspageShows(incident: Incident, components: readonly Component[]): object {
  const { id, createdAt, name, status, impactOverride, componentIds, metadata, updates } = incident;
  const isOver = status === 'resolved';
  return {
    id,
    page_id: page.id,
    name,
    status,
    impact: impactOverride ?? 'none',
    impact_override: impactOverride ?? null,
    metadata,
    created_at: createdAt,
    started_at: createdAt,
    updated_at: updates.at(-1)?.at ?? createdAt,
    monitoring_at: timeOf(incident, 'monitoring'),
    resolved_at: isOver ? timeOf(incident, 'resolved') : null,
    shortlink: `https://stspg.io/${id}`,
    components: components.filter((each) => componentIds.includes(each.id)),
    incident_updates: updates.map((each) => shownUpdate(each, id, components)).reverse(),
  };
}

function shownUpdate(
  { id, at, status, body, isDelivered, components: changed }: Update,
  incident: string,
  components: readonly Component[],
): object {
  const nameOf = (wanted: string) => components.find((each) => each.id === wanted)?.name ?? wanted;
  return {
    id,
    incident_id: incident,
    status,
    body,
    created_at: at,
    display_at: at,
    updated_at: at,
    deliver_notifications: isDelivered,
    affected_components: changed.map(({ id: code, from, to }) => {
      return { code, name: nameOf(code), old_status: from, new_status: to };
    }),
  };
}

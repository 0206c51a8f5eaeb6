// The status page that the double knows.

export const page = { id: 'kctbh9applyl', name: 'ApplyLens', url: 'https://status.applylens.io' } as const;

export const apiKey = 'statuspage-sandbox';

export const componentStatuses = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
] as const;
export type ComponentStatus = (typeof componentStatuses)[number];

export interface Component {
  readonly id: string;
  readonly name: string;
  status: ComponentStatus;
}

export const createComponents = (): readonly Component[] => [
  { id: 'api00applyle', name: 'ApplyLens API', status: 'operational' },
  { id: 'agentsapplyl', name: 'Agents', status: 'operational' },
];

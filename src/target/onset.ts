import type { RollbackRequest } from '../rollback.js';
import type { Situation } from '../situation.js';

/** ISO time at which the trouble began: as a person said, else as the trigger's series shows. */
export const onsetOf = ({ errorRate }: Situation, { since }: RollbackRequest): string | undefined =>
  since ?? (errorRate.state === 'known' ? errorRate.value.onset : undefined);

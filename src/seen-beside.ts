// What a look found beside the service itself: facts only, no judgement.
import type { FailingBeside } from './failing-beside.js';
import type { BesideEachOther } from './plan/both-bad.js';
import type { ParameterChange } from './plan/configuration-change.js';
import type { AutomaticRollback } from './plan/flap-guard.js';
import type { Fact } from './rollback.js';
import type { SeenThirdParty } from './third-parties.js';

export interface SeenBeside {
  /** Other services of the environment; absent where none is known to fail. */
  readonly failingBeside?: readonly FailingBeside[];
  /** Absent where the catalogue names none. */
  readonly thirdParties?: readonly SeenThirdParty[];
  /** Newest first; absent where the catalogue names no path of parameters, or in looks that were taken before they were read. */
  readonly parameterChanges?: Fact<readonly ParameterChange[]>;
  /** Absent where one release serves alone, or nothing tells them apart. */
  readonly besideEachOther?: Fact<BesideEachOther>;
  /** Newest first, as far back as the catalogue limits them; absent in looks that were taken before they were counted. */
  readonly automaticRollbacks?: Fact<readonly AutomaticRollback[]>;
}

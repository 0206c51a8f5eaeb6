// What this run has begun, or met, on systems that go on without it: the pipeline, and the release script's host.
import type { PipelineRun, PipelineTouched } from '../src/pipeline.js';
import type { ReleaseName } from '../src/rollback.js';

export interface OfElsewhere {
  /** The run of the pipeline that was stopped, followed or begun last. */
  pipeline?: PipelineTouched;
  /** The pipeline's rollback that this run began and that is not known to be over; its run, where GitHub lists it. */
  dispatched?: { readonly run?: PipelineRun };
  /** They were to be ended, did not end, and may deploy over us. */
  goesOn?: readonly PipelineRun[];
  /** Runs of the release script that are known to be over: the next one has a key of its own. */
  scriptRuns?: number;
  /** Where the run of it that was begun last goes to, as long as that one is not known to be over. */
  scriptMayRun?: ReleaseName;
}

import type { Check } from './check';
import { connectionChecks } from './connection-checks';
import { hostileChecks } from './hostile-checks';
import { invocationChecks } from './invocation-checks';
import { multiModelChecks } from './multi-model-checks';
import { optionalChecks } from './optional-checks';
import { pingChecks } from './ping-checks';
import { opensStream } from './stream-check';
import type { Target } from './target';

const [listens, accepts, ...connections] = connectionChecks;
const [answersPing, ...pings] = pingChecks;

/** The contract of a server with one model, in an order in which later checks build on earlier ones. */
export const urlChecks: readonly Check<Target>[] = [
  listens,
  accepts,
  answersPing,
  ...invocationChecks,
  ...pings,
  ...connections,
  ...hostileChecks,
  ...optionalChecks,
  opensStream,
];

/** The contract of a server whose models a platform loads: it may have none at first, so /invocations is not asked. */
export const multiModelUrlChecks: readonly Check<Target>[] = [
  listens,
  accepts,
  answersPing,
  ...multiModelChecks,
  ...optionalChecks,
];

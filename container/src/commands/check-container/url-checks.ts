import type { Check } from './check';
import { connectionChecks } from './checks/connection-checks';
import { hostileChecks } from './checks/hostile-checks';
import { invocationChecks } from './checks/invocation-checks';
import { multiModelChecks } from './checks/multi-model-checks';
import { optionalChecks } from './checks/optional-checks';
import { pingChecks } from './checks/ping-checks';
import { opensStream } from './checks/stream-check';
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

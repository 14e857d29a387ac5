import type { Tensor } from './tensor';

/** An inference request, whichever way it came: JSON, binary data or gRPC. */
export interface InferenceRequest {
  /** Echoed in the answer. */
  readonly id?: string;
  readonly inputs: readonly Tensor[];
  /** None: every output of the model. */
  readonly outputs: readonly RequestedOutput[];
  /** Whether outputs are answered as binary data where they do not say it themselves; over HTTP only. */
  readonly binaryOutputs: boolean;
  readonly schedule: Schedule;
}

export interface RequestedOutput {
  readonly name: string;
  /** Answered as binary data. */
  readonly binary?: boolean;
  /** Answered as this many strings `score:index:label` for each picture, best first. */
  readonly classes?: number;
}

/** The schedule-policy extension. */
export interface Schedule {
  /** 1 is the most urgent; 0 is the server's default. */
  readonly priority: number;
  /** How long the caller waits, from the request's start. */
  readonly timeoutMs?: number;
}

export interface InferenceAnswer {
  readonly model: string;
  readonly version: string;
  readonly id?: string;
  readonly outputs: readonly Tensor[];
}

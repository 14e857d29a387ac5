import type { Settings } from '../../contracts/settings';

/** What a page must know of whatever classifies its uploads. */
export type WebFacts = Pick<Settings, 'formats' | 'maxBodyBytes' | 'resultFormat' | 'resultPrefix'> & {
  readonly uploadPrefix: string;
  readonly hearing: Hearing;
  /** Pictures that one worker has at once. */
  readonly slots: number;
  readonly workers: CountedWorkers;
};

/** How the job queue hears of uploads. */
export interface Hearing {
  /** Whether messages are sent by others, of whom nothing is known here. */
  readonly byHand: boolean;
  /** It hears of keys with these ends alone; empty: of all. */
  readonly suffixes: readonly string[];
}

/** How the function behind the page learns how many work. */
export interface CountedWorkers {
  /** What it is told: the service of the workers, or the endpoint. */
  readonly settings: { readonly cluster: string; readonly service: string; readonly endpoint: string };
  /** What it must be allowed. */
  readonly action: string;
  readonly resourceArn: string;
}

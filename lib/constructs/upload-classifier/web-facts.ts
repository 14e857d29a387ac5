import type { Settings } from '../../contracts/settings';

/** What a page must know of whatever classifies its uploads. */
export type WebFacts = Pick<Settings, 'formats' | 'maxBodyBytes' | 'resultFormat' | 'resultPrefix'> & {
  readonly uploadPrefix: string;
  /** Why it does not hear of every upload; left out where it does. */
  readonly unnoticed?: string;
  /** Pictures that one worker has at once. */
  readonly slots: number;
  readonly workers: CountedWorkers;
};

/** How the function behind the page learns how many work. */
export interface CountedWorkers {
  /** What it is told: the service of the workers, or the endpoint. */
  readonly settings: { readonly cluster: string; readonly service: string; readonly endpoint: string };
  /** What it must be allowed. */
  readonly action: string;
  readonly resourceArn: string;
}

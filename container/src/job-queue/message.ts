/** One delivery of a message. */
export interface Message {
  readonly id: string;
  /** Names this delivery when it is extended, released or deleted. */
  readonly receipt: string;
  readonly body: string;
  /** How often it was delivered, this time included. */
  readonly receiveCount: number;
  /** When it was sent first, in milliseconds of the epoch. */
  readonly sentAt: number;
}

/** The most messages that come, or go, by one call. */
export const mostTogether = 10;

/** A queue with deliveries that come back unless they are deleted in time. */
export interface JobQueue {
  /** Waits for up to `max` messages, and no more than `mostTogether`, at most `waitSeconds`. */
  receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<Message[]>;
  /**
   * Hides deliveries for `seconds` from now; 0 gives them back.
   *
   * @returns those that could not be hidden
   */
  hide(messages: readonly Message[], seconds: number): Promise<readonly Message[]>;
  delete(message: Message): Promise<void>;
}

/** A queue that messages are sent to. */
export interface Outbox {
  send(body: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
}

/** Between two looks at what is held. */
const intervalMs = 5000;
const timeoutMs = 5000;
const protectedMinutes = 10;

/**
 * Asks Amazon ECS not to end this task by scale-in or a deployment while it holds work that takes long. Short work needs
 * none of it: SIGTERM leaves enough time (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html).
 */
export class TaskProtection {
  private active = false;
  private askedAt = 0;
  private readonly timer: NodeJS.Timeout;
  private asking: Promise<void> = Promise.resolve();

  /**
   * @param agent the value of ECS_AGENT_URI
   * @param longSeconds work held for longer is protected
   */
  constructor(
    private readonly agent: string,
    private readonly held: { readonly oldestSeconds: number },
    private readonly longSeconds: number,
    private readonly onTrouble: (error: Error) => void,
  ) {
    this.timer = setInterval(() => this.look(), intervalMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.asking;
    if (this.active) await this.ask(false);
  }

  private look(): void {
    const wanted = this.held.oldestSeconds > this.longSeconds;
    const expiring = performance.now() - this.askedAt > (protectedMinutes * 60_000) / 2;
    // Only the change is asked for, and what is about to run out: the agent takes few calls.
    if (wanted !== this.active || (wanted && expiring)) this.asking = this.asking.then(() => this.ask(wanted));
  }

  private async ask(enabled: boolean): Promise<void> {
    try {
      const response = await fetch(`${this.agent}/task-protection/v1/state`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          ProtectionEnabled: enabled,
          ...(enabled ? { ExpiresInMinutes: protectedMinutes } : {}),
        }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`task protection was answered with ${response.status}`);
      // What Amazon ECS refuses comes with 200 as well, such as DEPLOYMENT_BLOCKED.
      const { failure } = (await response.json()) as { readonly failure?: { readonly Reason?: string } };
      if (failure) throw new Error(`task protection was refused: ${failure.Reason}`);
      this.active = enabled;
      this.askedAt = performance.now();
    } catch (error) {
      // Asked again at the next look: one failure must not switch protection off for good.
      this.onTrouble(error as Error);
    }
  }
}

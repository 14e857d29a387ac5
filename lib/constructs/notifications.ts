/** How the job queue learns of a new picture. */
export class Notifications {
  /**
   * Amazon S3 writes to the queue itself: the fewest parts, and no charge but the message's.
   *
   * The bucket must be the fleet's own or a `Bucket` of the same stack without other notifications than to Amazon EventBridge.
   */
  public static direct(): Notifications {
    return new Notifications('direct');
  }

  /**
   * By Amazon EventBridge, where others can listen too; one USD per million pictures. It is switched on for any bucket of the same
   * app; that of another app must have it already.
   */
  public static eventBridge(): Notifications {
    return new Notifications('eventBridge');
  }

  /** Not at all: whoever may submit also sends `{"bucket", "key", "versionId"?}` to the job queue. */
  public static none(): Notifications {
    return new Notifications('none');
  }

  private constructor(
    /** @internal */
    public readonly _way: 'direct' | 'eventBridge' | 'none',
  ) {}
}

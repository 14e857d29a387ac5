import { Aspects, aws_s3 as s3, Token } from 'aws-cdk-lib';

/**
 * Lets a bucket of this app tell Amazon EventBridge of its objects, by a property of the bucket alone: no function of the CDK's
 * own. Where the bucket has such a function for other notifications, that one is asked: it would undo the property.
 *
 * @returns whether it does so; a bucket that the app only knows is left alone
 */
export function tellEventBridge(bucket: s3.IBucket): boolean {
  const own = bucket.node.defaultChild;
  if (!(own instanceof s3.CfnBucket) || Token.isUnresolved(own.notificationConfiguration)) return false;
  own.notificationConfiguration = {
    ...own.notificationConfiguration,
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
  // Notifications may be added as long as the app is built.
  Aspects.of(bucket).add({
    visit(node) {
      if (node !== bucket || !bucket.node.tryFindChild('Notifications')) return;
      // Others may have written there meanwhile, or have been here before.
      const now = (own.notificationConfiguration ?? {}) as s3.CfnBucket.NotificationConfigurationProperty;
      const { eventBridgeConfiguration, ...others } = now;
      own.notificationConfiguration = Object.keys(others).length > 0 ? others : undefined;
      bucket.enableEventBridgeNotification();
    },
  });
  return true;
}

/** Whether a bucket has no notification by its property but, perhaps, what `tellEventBridge` writes there. */
export function tellsEventBridgeAlone({ notificationConfiguration = {} }: s3.CfnBucket): boolean {
  if (Token.isUnresolved(notificationConfiguration)) return false;
  return Object.keys(notificationConfiguration).every((name) => name === 'eventBridgeConfiguration');
}

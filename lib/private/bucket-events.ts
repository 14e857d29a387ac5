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
  const before = own.notificationConfiguration;
  own.notificationConfiguration = { ...before, eventBridgeConfiguration: { eventBridgeEnabled: true } };
  // Notifications may be added as long as the app is built.
  Aspects.of(bucket).add({
    visit(node) {
      if (node !== bucket || !bucket.node.tryFindChild('Notifications')) return;
      own.notificationConfiguration = before;
      bucket.enableEventBridgeNotification();
    },
  });
  return true;
}

import { Duration, aws_ecr as ecr, type aws_iam as iam, type aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireWithin } from '../private/refusals';

/** What can be chosen for a repository of images. */
export interface ImageRepositoryProps {
  /**
   * How many images with a tag are kept, the newest: older ones go, also one that tasks still run.
   *
   * @default 100
   */
  readonly keep?: number;

  /**
   * The key that encrypts the images; neither tasks nor those who push need a right to it.
   *
   * @default - a key of Amazon ECR
   */
  readonly encryptionKey?: kms.IKey;
}

/** A place in Amazon ECR for images of yours: scanned, encrypted, a version never changes, and kept when the stack goes. */
export class ImageRepository extends Construct {
  /** The repository, for `InferenceImage.fromEcr()` and for images of sidecars. */
  public readonly repository: ecr.Repository;
  /** Where `docker` pushes to, before the colon of a tag. */
  public readonly uri: string;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps = {}) {
    super(scope, id);
    const { keep = 100, encryptionKey } = props;
    requireWithin(this, 'image-repository-keep', { name: 'keep', value: keep, min: 1, max: 10_000 });

    this.repository = new ecr.Repository(this, 'Repository', {
      imageScanOnPush: true,
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      encryption: encryptionKey && ecr.RepositoryEncryption.KMS,
      encryptionKey,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          rulePriority: 1,
          description:
            'What has no tag: pushes that were given up. Parts of an image for several processors stay with it.',
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageAge: Duration.days(7),
        },
        {
          rulePriority: 2,
          description: `All but the newest ${keep} that have a tag`,
          tagStatus: ecr.TagStatus.TAGGED,
          tagPatternList: ['*'],
          maxImageCount: keep,
        },
      ],
    });
    this.uri = this.repository.repositoryUri;
  }

  /** Lets somebody push images and read them, action by action; nobody can delete or overwrite one by it. */
  public grantPush(grantee: iam.IGrantable): iam.Grant {
    // An image for several processors is put together from what was pushed before, which is read for that.
    return this.repository.grantPullPush(grantee);
  }
}

import { aws_iam as iam } from 'aws-cdk-lib';

/**
 * The rights of an endpoint's role to load images of one repository.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html "CreateModel API: Execution Role Permissions"
 */
export function pullFrom(repositoryArn: string): (grantee: iam.IGrantable) => void {
  return (grantee) => {
    // A token for the registry is of no repository.
    iam.Grant.addToPrincipal({ grantee, actions: ['ecr:GetAuthorizationToken'], resourceArns: ['*'] });
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resourceArns: [repositoryArn],
    });
  };
}

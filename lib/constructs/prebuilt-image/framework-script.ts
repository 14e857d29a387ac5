import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { FrameworkName } from '../../private/tables/prebuilt-images';
import type { ImageScript } from '../inference-image/image-source';
import type { InferenceScript } from '../prebuilt-image';

/**
 * Script mode: the code lies beside the model, and two variables say so.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/pre-built-containers-frameworks-deep-learning.html
 */
export function frameworkScript(
  scope: Construct,
  framework: FrameworkName,
  script: InferenceScript | undefined,
): ImageScript | undefined {
  if (!script) {
    if (framework !== 'scikit-learn') return undefined;
    // Its container has nothing that could read a model by itself.
    return refuse(scope, 'image-prebuilt-script', 'script must be given for scikit-learn, got none');
  }
  const { directory, entryPoint } = script;
  const entry = join(directory, entryPoint);
  if (!existsSync(entry) || !statSync(entry).isFile()) {
    refuse(scope, 'image-prebuilt-script', `entryPoint must be a file in ${directory}, got ${entryPoint}`);
  }
  // TensorFlow Serving looks for this name alone.
  if (framework === 'TensorFlow' && entryPoint !== 'inference.py') {
    refuse(scope, 'image-prebuilt-script', `entryPoint must be inference.py for TensorFlow, got ${entryPoint}`);
  }
  return {
    directory,
    environment: { SAGEMAKER_PROGRAM: entryPoint, SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code' },
  };
}

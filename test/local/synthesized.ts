import { App, type Stack } from 'aws-cdk-lib';

/** The folder that `cdk synth` would have written for an app of one stack. */
export function synthesized(build: (app: App) => Stack): string {
  const app = new App();
  build(app);
  return app.synth().directory;
}

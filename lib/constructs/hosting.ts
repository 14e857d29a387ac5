import type { Construct } from 'constructs';
import type { HostingMode } from '../private/sagemaker/hosting-constraints/described-endpoint';
import { type AsynchronousOptions, asynchronous } from './hosting/asynchronous';
import type { Hosted, HostingSite } from './hosting/hosting-site';
import { type InferenceComponentsOptions, inferenceComponents } from './hosting/inference-components';
import { type MultiContainerOptions, multiContainer } from './hosting/multi-container';
import { type MultiModelHostingOptions, multiModel } from './hosting/multi-model';
import { type RealTimeOptions, realTime } from './hosting/real-time';
import { type ServerlessOptions, serverless } from './hosting/serverless';

type Bind = (scope: Construct, site: HostingSite) => Hosted;

/**
 * How Amazon SageMaker runs the models of an endpoint. Each way takes what it can do and nothing else; what is left of
 * impossible combinations is refused when the app is synthesized.
 */
export class Hosting {
  /** One model, or several with a share of the requests each, on instances that always run. */
  public static realTime(options: RealTimeOptions = {}): Hosting {
    return new Hosting('real-time', (scope, site) => realTime(scope, site, options));
  }

  /** One model without instances: paid by the millisecond, idle for nothing; no GPU, and a slow first answer after a pause. */
  public static serverless(options: ServerlessOptions = {}): Hosting {
    return new Hosting('serverless', (scope, site) => serverless(scope, site, options));
  }

  /** One model that answers into Amazon S3, up to an hour later, on 0 to 20 instances. */
  public static asynchronous(options: AsynchronousOptions = {}): Hosting {
    return new Hosting('asynchronous', (scope, site) => asynchronous(scope, site, options));
  }

  /** Any number of models with a little traffic each, opened when they are asked for; a new one needs no deployment. */
  public static multiModel(options: MultiModelHostingOptions): Hosting {
    return new Hosting('multi-model', (scope, site) => multiModel(scope, site, options));
  }

  /** 2 to 15 containers on every instance, each with an image and a model of its own. */
  public static multiContainer(options: MultiContainerOptions): Hosting {
    return new Hosting('multi-container', (scope, site) => multiContainer(scope, site, options));
  }

  /** Models with a number of copies each, packed on shared instances; the only real-time way to zero instances. */
  public static inferenceComponents(options: InferenceComponentsOptions): Hosting {
    return new Hosting('inference-components', (scope, site) => inferenceComponents(scope, site, options));
  }

  private constructor(
    /** @internal */
    public readonly _mode: HostingMode,
    private readonly bind: Bind,
  ) {}

  /** @internal */
  public _bind(scope: Construct, site: HostingSite): Hosted {
    return this.bind(scope, site);
  }
}

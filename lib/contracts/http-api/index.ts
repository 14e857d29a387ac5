import { classifyRoutes } from './classify-routes';
import { openInferenceRoutes } from './open-inference-routes';
import { sagemakerRoutes } from './sagemaker-routes';

export { isOpenInference } from './open-inference-routes';
export { type ParameterName, parameters, type Route } from './route';

/** The port the server listens on and SageMaker expects. */
export const defaultPort = 8080;

/** Every route of the server, by name. */
export const routes = { ...classifyRoutes, ...sagemakerRoutes, ...openInferenceRoutes } as const;
export type RouteName = keyof typeof routes;

/** The multipart field that `POST /` reads. */
export const formField = 'myfile';

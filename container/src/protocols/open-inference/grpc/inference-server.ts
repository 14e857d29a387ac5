import { GrpcServer, type GrpcServerOptions } from './grpc-server';
import { type InferenceMethodsOptions, inferenceMethods } from './inference-methods';

/** The server of the Open Inference Protocol over gRPC; it answers once it listens. */
export function inferenceServer(options: Omit<GrpcServerOptions, 'methods'> & InferenceMethodsOptions): GrpcServer {
  return new GrpcServer({ ...options, methods: inferenceMethods(options) });
}

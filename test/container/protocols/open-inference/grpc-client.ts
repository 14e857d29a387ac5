import { join } from 'node:path';
import {
  type CallOptions,
  type Client,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ServerProcess } from '../../server-process';

const options = { keepCase: true, longs: Number, defaults: true, oneofs: false };
const definitions = ['open-inference.proto', 'health.proto'].map((file) => loadSync(join(__dirname, file), options));
export const [inferenceDefinition, healthDefinition] = definitions;

// biome-ignore lint/suspicious/noExplicitAny: a client made from a file at run time has no types
export type Loose = any;

/** A client of the generated kind, that knows the protocol from its definition alone. */
export class GrpcClient {
  readonly inference: Client;
  readonly health: Client;

  constructor(address: string) {
    const channel = { 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 };
    const { inference } = loadPackageDefinition(inferenceDefinition) as Loose;
    const { grpc } = loadPackageDefinition(healthDefinition) as Loose;
    this.inference = new inference.GRPCInferenceService(address, credentials.createInsecure(), channel);
    this.health = new grpc.health.v1.Health(address, credentials.createInsecure(), channel);
  }

  static of({ logs }: ServerProcess): GrpcClient {
    return new GrpcClient(String(logs.find(({ msg }) => msg === 'ready')?.grpcAddress));
  }

  /** The answer; rejects with a ServiceError. */
  call(method: string, message: object, { metadata = {}, ...call }: Asking = {}): Promise<Loose> {
    return new Promise((resolve, reject) => {
      this.begin(method, message, { metadata, ...call }, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  /** The call itself, to cancel it. */
  begin(
    method: string,
    message: object,
    { metadata = {}, ...call }: Asking,
    done: (error: ServiceError | null, answer: Loose) => void,
  ): { cancel(): void } {
    const header = new Metadata();
    for (const [name, value] of Object.entries(metadata)) header.set(name, value);
    return (this.inference as Loose)[method](message, header, call, done);
  }

  check(service: string): Promise<Loose> {
    return new Promise((resolve, reject) => {
      (this.health as Loose).Check({ service }, (error: unknown, answer: Loose) =>
        error ? reject(error) : resolve(answer),
      );
    });
  }

  close(): void {
    this.inference.close();
    this.health.close();
  }
}

export interface Asking extends CallOptions {
  readonly metadata?: Record<string, string>;
}

/** What a call was refused with. */
export const refusalOf = (call: Promise<unknown>): Promise<{ code: number; details: string; id: unknown }> =>
  call.then(
    () => {
      throw new Error('the call was answered');
    },
    ({ code, details, metadata }: ServiceError) => ({ code, details, id: metadata.get('failure-id')[0] }),
  );

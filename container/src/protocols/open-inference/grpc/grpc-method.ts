import { Failure } from '../../../../../lib/contracts/failures';
import type { RouteName } from '../../../../../lib/contracts/http-api';
import { type ByteBudget, ByteShare } from '../../../http-server/body/request-body';
import type { LentBuffer } from '../lent-buffer';
import type { GrpcCall } from './grpc-call';
import type { MessageStream } from './message-stream';
import type { Message, MessageValue } from './protobuf-message';
import { decode } from './protobuf-reader';
import { encode } from './protobuf-writer';

/** One method of a service. */
export interface GrpcMethod {
  /** Its counterpart over HTTP: who may call it, and under which name it is counted. */
  readonly route: RouteName;
  /** Reads what the caller sends and sends what it is answered; the status of the call is the server's. */
  serve(messages: MessageStream, call: GrpcCall, budget: ByteBudget): Promise<void>;
}

/** @param take memory for what a message is turned into, until it is answered; refuses by throwing */
type Answer<Q extends Message> = (
  message: MessageValue<Q>,
  call: GrpcCall,
  take: (bytes: number) => void,
) => object | Promise<object>;

interface Exchanged<Q extends Message> {
  readonly request: Q;
  readonly response: Message;
  readonly answer: Answer<Q>;
}

/** One message, one answer. */
export function unary<Q extends Message>(route: RouteName, exchanged: Exchanged<Q>): GrpcMethod {
  return {
    route,
    serve: async (messages, call, budget) => {
      const message = await messages.next('prompt');
      if (!message) throw new Failure('request-malformed', 'The call carries no message.');
      const answer = await answered(message, exchanged, call, budget);
      const further = await messages.next('prompt');
      further?.release();
      if (further) throw new Failure('request-malformed', 'The call carries more than one message.');
      await call.send(answer);
    },
  };
}

/** Any number of messages, each answered before the next one is read. */
export function streaming<Q extends Message>(route: RouteName, exchanged: Exchanged<Q>): GrpcMethod {
  return {
    route,
    serve: async (messages, call, budget) => {
      for (;;) {
        const message = await messages.next('patient');
        if (!message) return;
        await call.send(await answered(message, exchanged, call, budget));
      }
    },
  };
}

async function answered<Q extends Message>(
  message: LentBuffer,
  { request, response, answer }: Exchanged<Q>,
  call: GrpcCall,
  budget: ByteBudget,
): Promise<Buffer> {
  const share = new ByteShare(budget);
  try {
    call.bodyReadAt = performance.now();
    return encode(response, await answer(decode(request, message.bytes), call, (bytes) => share.take(bytes)));
  } finally {
    share.giveBack();
    message.release();
  }
}

import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { sendS3Error } from './s3-error';

/** How often, as a share of the calls, each thing goes wrong. */
export interface FaultRates {
  /** S3 answers 500 or 503 SlowDown. */
  readonly s3?: number;
  /** SQS answers 500. */
  readonly sqs?: number;
  /** SQS does not know a receipt any more. */
  readonly receipts?: number;
}

/** Makes the services as unreliable as the real ones are on a bad day, to those who call them over the network. */
export class Faults {
  private rates: FaultRates = {};
  private random = Math.random;
  /** How many calls were spoilt. */
  count = 0;

  constructor(app: FastifyInstance) {
    app.addHook('preHandler', async (request, reply) => {
      // What the emulator asks itself comes without a connection: spoilt, it would become an answer that AWS never gives.
      if (!(request.raw.socket instanceof Socket)) return;
      const target = String(request.headers['x-amz-target'] ?? '');
      const { s3 = 0, sqs = 0, receipts = 0 } = this.rates;
      if (target === '' && this.happens(s3)) {
        const slow = this.random() < 0.5;
        return sendS3Error(reply, slow ? 503 : 500, slow ? 'SlowDown' : 'InternalError');
      }
      if (target === '') return;
      const usesReceipt = /DeleteMessage|ChangeMessageVisibility/.test(target);
      const expired = usesReceipt && !target.endsWith('Batch') && this.happens(receipts);
      if (!expired && !this.happens(sqs)) return;
      const type = expired ? 'com.amazonaws.sqs#ReceiptHandleIsInvalid' : 'com.amazonaws.sqs#InternalError';
      return reply
        .status(expired ? 400 : 500)
        .type('application/x-amz-json-1.0')
        .send(JSON.stringify({ __type: type, message: 'injected' }));
    });
  }

  set(rates: FaultRates): void {
    this.rates = rates;
  }

  private happens(rate: number): boolean {
    if (rate === 0 || this.random() >= rate) return false;
    this.count += 1;
    return true;
  }
}

import type { FastifyReply } from 'fastify';

const messages: Readonly<Record<string, string>> = {
  PreconditionFailed: 'At least one of the preconditions you specified did not hold.',
  BadDigest: 'The SHA256 you specified did not match what we received.',
  NoSuchKey: 'The specified key does not exist.',
  NotImplemented: 'This machine does not emulate that.',
  EntityTooLarge: 'The upload is larger than its policy allows.',
  EntityTooSmall: 'The upload is smaller than its policy allows.',
  AccessDenied: 'Access denied.',
  InternalError: 'We encountered an internal error. Please try again.',
  SlowDown: 'Please reduce your request rate.',
};

/** An error in the form of S3. */
export function sendS3Error(reply: FastifyReply, status: number, code: string, detail = messages[code] ?? code) {
  return reply
    .status(status)
    .type('application/xml')
    .send(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${detail}</Message></Error>`);
}

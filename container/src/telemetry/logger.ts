import pino from 'pino';

export type Logger = pino.Logger;

/** JSON lines on standard output: level, time, message, fields. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}

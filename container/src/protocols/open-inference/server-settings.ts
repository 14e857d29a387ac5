import type { Settings } from '../../../../lib/contracts/settings';

const severities = ['debug', 'info', 'warn', 'error', 'silent'] as const satisfies readonly Settings['logLevel'][];

/** What is logged, in the words of the logging extension; it is set when the server starts. */
export function logSettings(level: Settings['logLevel']) {
  const logged = (severity: Settings['logLevel']) => severities.indexOf(severity) >= severities.indexOf(level);
  return {
    log_file: '',
    log_info: logged('info'),
    log_warning: logged('warn'),
    log_error: logged('error'),
    log_verbose_level: logged('debug') ? 1 : 0,
    log_format: 'default',
  };
}

/** Nothing is traced into files of Triton's format. */
export const traceSettings = { trace_level: ['OFF'], trace_rate: '1000', trace_count: '-1', log_frequency: '0' };

import type { CaptureModel } from '../endpoint-model';
import { type Fields, isFields } from '../template';

/**
 * What an endpoint configuration keeps of requests and answers; nothing where it keeps none.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html
 */
export function readCapture(config: unknown): CaptureModel | undefined {
  if (!isFields(config) || config.EnableCapture === false) return undefined;
  const modes = list(config.CaptureOptions).map((option) => (isFields(option) ? String(option.CaptureMode) : ''));
  const headers = isFields(config.CaptureContentTypeHeader) ? config.CaptureContentTypeHeader : {};
  return {
    destination: String(config.DestinationS3Uri),
    percent: Number(config.InitialSamplingPercentage),
    input: modes.some((mode) => mode === 'Input' || mode === 'InputAndOutput'),
    output: modes.some((mode) => mode === 'Output' || mode === 'InputAndOutput'),
    csvTypes: typesIn(headers, 'CsvContentTypes'),
    jsonTypes: typesIn(headers, 'JsonContentTypes'),
  };
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const typesIn = (headers: Fields, name: string): string[] =>
  list(headers[name]).map((type) => String(type).toLowerCase());

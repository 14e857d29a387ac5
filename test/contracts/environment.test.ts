import { fromEnvironment, toEnvironment } from '../../lib/contracts/environment';
import { SchemaError } from '../../lib/contracts/schema';
import { type Settings, settings } from '../../lib/contracts/settings';

const chosen: Settings = {
  ...fromEnvironment({}),
  model: '/models/clothing',
  port: 9000,
  processes: 3,
  formats: ['jpeg', 'avif'],
  pictureTimeoutSeconds: 2.5,
  systemJpeg: false,
  worker: 'app-instance1',
};

function problemsOf(environment: Record<string, string>): string[] {
  try {
    fromEnvironment(environment);
  } catch (error) {
    if (error instanceof SchemaError) return error.problems;
  }
  return [];
}

test('a container reads exactly the settings that a construct wrote', () => {
  expect(fromEnvironment(toEnvironment(chosen))).toEqual(chosen);
});

test('a setting that nobody chose stays out of the environment and takes its default', () => {
  expect(toEnvironment({ port: 80 })).toEqual({ IMAGE_CLASSIFIER_PORT: '80' });
  expect(fromEnvironment({}).maxBodyBytes).toBe(26_214_400);
});

test('the port that SageMaker dictates wins', () => {
  expect(fromEnvironment({ IMAGE_CLASSIFIER_PORT: '8081', SAGEMAKER_BIND_TO_PORT: '9999' }).port).toBe(9999);
  expect(problemsOf({ SAGEMAKER_BIND_TO_PORT: 'x' })[0]).toMatch(/^SAGEMAKER_BIND_TO_PORT: expected a whole number/);
});

test('every wrong variable is listed by its own name', () => {
  const problems = problemsOf({
    IMAGE_CLASSIFIER_PORT: '70000',
    IMAGE_CLASSIFIER_SYSTEM_JPEG: 'maybe',
    IMAGE_CLASSIFIER_FORMATS: 'jpeg,bmp',
    IMAGE_CLASSIFIER_PROT: '8080',
    HOME: '/root',
  });
  expect(problems).toEqual([
    expect.stringMatching(/^IMAGE_CLASSIFIER_PROT: unknown variable, expected one of IMAGE_CLASSIFIER_MODEL, /),
    'IMAGE_CLASSIFIER_FORMATS[1]: expected one of jpeg, png, webp, gif, avif, tiff, received "bmp"',
    'IMAGE_CLASSIFIER_SYSTEM_JPEG: expected true or false, received string',
    'IMAGE_CLASSIFIER_PORT: expected a whole number between 0 and 65535, received 70000',
  ]);
});

test('an empty number is a mistake, not zero', () => {
  expect(problemsOf({ IMAGE_CLASSIFIER_PORT: ' ' })).toHaveLength(1);
});

test('every setting says what it is for', () => {
  for (const { description } of Object.values(settings)) expect(description).toMatch(/^[A-Z].+\.$/);
});

test('starts beside a Kubernetes Service that is called image-classifier', () => {
  const environment = {
    IMAGE_CLASSIFIER_PORT: 'tcp://10.0.0.1:8080',
    IMAGE_CLASSIFIER_SERVICE_HOST: '10.0.0.1',
    IMAGE_CLASSIFIER_SERVICE_PORT: '8080',
    IMAGE_CLASSIFIER_SERVICE_PORT_HTTP: '8080',
    IMAGE_CLASSIFIER_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
    IMAGE_CLASSIFIER_PORT_8080_TCP_ADDR: '10.0.0.1',
    IMAGE_CLASSIFIER_BLUE_SERVICE_HOST: '10.0.0.2',
  };
  expect(fromEnvironment(environment)).toEqual(fromEnvironment({}));
});

test("the standard variables of OpenTelemetry are understood, and give way to the server's own", () => {
  const standard = {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
    OTEL_EXPORTER_OTLP_HEADERS: 'a=1',
    OTEL_SERVICE_NAME: 'shop',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  };
  expect(fromEnvironment(standard)).toMatchObject({
    tracesEndpoint: 'http://collector:4318/v1/traces',
    tracesHeaders: 'a=1',
    serviceName: 'shop',
    tracesSampler: 'parentbased_traceidratio',
    tracesRatio: 0.1,
  });
  const exact = { ...standard, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:4318/x' };
  expect(fromEnvironment(exact).tracesEndpoint).toBe('http://traces:4318/x');
  const own = { ...exact, IMAGE_CLASSIFIER_TRACES_ENDPOINT: 'http://own/v1/traces' };
  expect(fromEnvironment(own).tracesEndpoint).toBe('http://own/v1/traces');
  expect(fromEnvironment({ ...standard, OTEL_SDK_DISABLED: 'true' }).tracesEndpoint).toBeUndefined();
  expect(fromEnvironment({ ...standard, OTEL_TRACES_EXPORTER: 'none' }).tracesEndpoint).toBeUndefined();
});

test('what others may mean by a standard variable does not stop the start', () => {
  const foreign = {
    OTEL_TRACES_SAMPLER: 'jaeger_remote',
    OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://localhost:14250',
    OTEL_EXPORTER_OTLP_ENDPOINT: ' ',
    OTEL_SERVICE_NAME: '',
  };
  expect(fromEnvironment(foreign)).toEqual(fromEnvironment({}));
});

test('a standard variable out of the range of its setting counts as absent', () => {
  const settings = fromEnvironment({
    SAGEMAKER_MODEL_SERVER_TIMEOUT: '7200',
    SAGEMAKER_MODEL_SERVER_WORKERS: '2.5',
    OTEL_TRACES_SAMPLER_ARG: '2',
  });
  expect(settings).toMatchObject({ requestTimeoutSeconds: 30, processes: 0, tracesRatio: 1 });
});

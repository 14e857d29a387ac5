import { execFileSync } from 'node:child_process';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { plainPicture } from '../../container/pictures';
import { writeAssembly } from '../assembly-files';
import { descendantsOf } from '../process-table';
import { assetUrl, container, endpoint, model, variant } from './endpoint-template';
import { tinyArchive } from './model-archive';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

const Resources = {
  Tiny: model(container(assetUrl('tiny.tar.gz'))),
  ...endpoint('labels', [variant('main', 'Tiny')]),
};
const app = writeAssembly({ stacks: { shop: { Resources } }, files: { 'tiny.tar.gz': tinyArchive() } });

let program: RuntimeProgram;

beforeAll(async () => {
  program = await startProgram(app);
});

afterAll(() => endProgram(program));

/** The processes of the servers that SageMaker would have started. */
function servers(): number[] {
  const engine = program.local.child.pid ?? 0;
  const isServer = (pid: number) =>
    /main\.js serve$/m.test(execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }));
  return descendantsOf(engine).filter((pid) => isServer(pid));
}

test('a server that is killed is missed for a moment: callers are told so, and another one takes over', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SageMakerRuntimeClient({
    endpoint: program.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  const Body = await plainPicture('#ff0000');
  const ask = () => client.send(new InvokeEndpointCommand({ EndpointName: 'labels', ContentType: 'image/jpeg', Body }));
  const [first] = servers();
  process.kill(first, 'SIGKILL');
  const told: string[] = [];
  let answered = false;
  while (!answered) {
    await ask().then(
      () => {
        answered = told.length > 0;
      },
      ({ name, $metadata }) => told.push(`${name} ${$metadata.httpStatusCode}`),
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  client.destroy();
  expect(new Set(told.filter((line) => line !== 'ModelError 424'))).toEqual(new Set(['ServiceUnavailable 503']));
  expect(servers()).not.toContain(first);
  expect(await program.ask({ EndpointName: 'labels' })).toBe('red');
});

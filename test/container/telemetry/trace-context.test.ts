import { traceContextOf } from '../../../container/src/telemetry/tracing/trace-context';
import { traceSampler } from '../../../container/src/telemetry/tracing/trace-sampler';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const parent = `00-${traceId}-${parentId}-01`;

test('a request continues the trace of its caller', () => {
  const context = traceContextOf({ traceparent: parent, tracestate: 'vendor=1,other=2' });
  expect(context).toEqual({ traceId, parentId, sampled: true, state: 'vendor=1,other=2' });
  expect(traceContextOf({ traceparent: parent.replace(/01$/, '00') })?.sampled).toBe(false);
});

test.each([
  ['no header', undefined],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
  ['a parent of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['the forbidden version', `ff-${traceId}-${parentId}-01`],
  ['a fifth field in version 00', `${parent}-more`],
  ['capital letters', parent.toUpperCase()],
  ['too few digits', parent.replace('b7', '')],
  ['two headers that were joined', `${parent}, ${parent}`],
  ['an endless header', `01-${traceId}-${parentId}-01-${'x'.repeat(10_000)}`],
])('%s starts a trace of its own instead', (_, traceparent) => {
  expect(traceContextOf({ traceparent })).toBeUndefined();
});

test('fields that a later version appends are no obstacle', () => {
  expect(traceContextOf({ traceparent: `cc${parent.slice(2)}-what-comes-later` })).toMatchObject({ traceId, parentId });
});

test('a state that is too long is dropped, the trace is not', () => {
  expect(traceContextOf({ traceparent: parent, tracestate: `a=${'x'.repeat(600)}` })).toEqual({
    traceId,
    parentId,
    sampled: true,
    state: undefined,
  });
});

test.each([
  ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', '53995c3f42cd8ad8', true],
  ['Self=1-1-1;Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0', undefined, false],
  ['Root=1-5759e988-bd862e3fe1be46a994272793', undefined, undefined],
  ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=nonsense;Sampled=?', undefined, undefined],
])('understands what AWS load balancers and X-Ray send: %s', (header, expectedParent, sampled) => {
  expect(traceContextOf({ 'x-amzn-trace-id': header })).toEqual({
    traceId: '5759e988bd862e3fe1be46a994272793',
    parentId: expectedParent,
    sampled,
  });
});

test('the standard header wins over the one of AWS; a broken one of AWS is nothing', () => {
  const amazon = 'Root=1-5759e988-bd862e3fe1be46a994272793';
  expect(traceContextOf({ traceparent: parent, 'x-amzn-trace-id': amazon })?.traceId).toBe(traceId);
  expect(traceContextOf({ 'x-amzn-trace-id': 'Root=2-5759e988-bd862e3fe1be46a994272793' })).toBeUndefined();
});

test.each([
  ['always_on', { sampled: false }, true],
  ['always_off', { sampled: true }, false],
  ['parentbased_always_on', undefined, true],
  ['parentbased_always_on', { sampled: false }, false],
  ['parentbased_always_on', {}, true],
  ['parentbased_always_off', undefined, false],
  ['parentbased_always_off', { sampled: true }, true],
] as const)('%s with a caller who says %j: %s', (tracesSampler, caller, expected) => {
  const sampler = traceSampler({ tracesSampler, tracesRatio: 1 });
  expect(sampler(traceId, caller && { traceId, ...caller })).toBe(expected);
});

test('a ratio traces that share of all traces, and the same ones everywhere', () => {
  const sampler = traceSampler({ tracesSampler: 'traceidratio', tracesRatio: 0.25 });
  const ids = Array.from({ length: 4000 }, (_, index) =>
    ((BigInt(index) * 2n ** 128n) / 4000n).toString(16).padStart(32, '0').split('').reverse().join(''),
  );
  const traced = ids.filter((id) => sampler(id, undefined));
  expect(traced.length / ids.length).toBeCloseTo(0.25, 1);
  expect(traced.every((id) => traceSampler({ tracesSampler: 'traceidratio', tracesRatio: 0.5 })(id, undefined))).toBe(
    true,
  );
});

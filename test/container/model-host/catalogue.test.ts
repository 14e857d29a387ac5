import { Catalogue } from '../../../container/src/model-host/repository/catalogue';
import { inventoryOf } from '../../../container/src/model-host/repository/file-listing';

const file = (path: string, stamp = 'a') => ({ path, stamp, changedMs: 0, bytes: 1 });

function catalogueOf(...paths: string[]): Catalogue {
  const catalogue = new Catalogue({ quietMs: 1000, apartMs: 500 }, new Map());
  catalogue.update(inventoryOf(paths.map((path) => file(path))));
  return catalogue;
}
const versions = (catalogue: Catalogue) => catalogue.candidates('shop').map(({ version }) => version);

test('a version that is no good is left alone as long as its files are as they are', () => {
  const catalogue = catalogueOf('shop/1/model.onnx', 'shop/2/model.onnx');
  catalogue.reject(catalogue.candidates('shop')[0], 'it is damaged');
  expect(versions(catalogue)).toEqual(['1']);
  catalogue.update(inventoryOf([file('shop/2/model.onnx', 'b')]));
  expect(versions(catalogue)).toEqual(['2']);
});

test('a version that only could not be fetched is tried again after a while', () => {
  const catalogue = catalogueOf('shop/1/model.onnx');
  const [found] = catalogue.candidates('shop');
  catalogue.reject(found, 'the connection was lost', 60_000);
  expect(versions(catalogue)).toEqual([]);
  expect(catalogue.complaints('shop')).toBe('version 1 the connection was lost');
  catalogue.reject(found, 'the connection was lost', -1);
  expect(versions(catalogue)).toEqual(['1']);
});

test('each version knows where its model lies, whatever lies beside it', () => {
  const found = inventoryOf(
    ['alone.onnx', 'alone/README.md', 'plain/model.onnx', 'plain/1/notes.txt', 'shop/3/model.onnx'].map((path) =>
      file(path),
    ),
  );
  const places = [...found].map(([name, [{ path }]]) => [name, path]);
  expect(Object.fromEntries(places)).toEqual({ alone: 'alone.onnx', plain: 'plain', shop: 'shop/3' });
});

test('a name with a line break in it is no model', () => {
  expect([...inventoryOf([file('a\nb/1/model.onnx')]).keys()]).toEqual([]);
});

test('two looks in quick succession do not make an upload complete', () => {
  const catalogue = new Catalogue({ quietMs: 10_000, apartMs: 1000 }, new Map());
  const look = (now: number) =>
    catalogue.update(inventoryOf([{ ...file('shop/1/model.onnx'), changedMs: 99_000 }]), now);
  look(100_000);
  look(100_050);
  expect(versions(catalogue)).toEqual([]);
  look(101_050);
  expect(versions(catalogue)).toEqual(['1']);
});

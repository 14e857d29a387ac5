import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { FileSystem, aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type GoldenPicture, goldenFile, goldenSchema } from '../contracts/golden-pictures';
import { decode, SchemaError } from '../contracts/schema';
import { refuse } from '../private/refusals';

/** A picture, and what a model must see in it. */
export interface ExpectedPicture {
  /** The file. */
  readonly path: string;
  /** The label that must be first. */
  readonly label: string;
  /**
   * The score that it must have at least, 0 to 1.
   *
   * @default 0
   */
  readonly minScore?: number;
  /**
   * The model that is asked, where the server has several; of a multi-model endpoint of Amazon SageMaker, such as `shoes/1.tar.gz`.
   *
   * @default - the only one
   */
  readonly model?: string;
}

// lib/constructs and dist/constructs lie at equal depth, so one path serves the checkout and the published package.
const drawnDirectory = resolve(__dirname, '../../dist/golden-pictures');
/** With the function itself they must stay below what AWS Lambda unpacks: 250 MB. */
const mostBytes = 200_000_000;

type WithFolder = <T>(use: (directory: string) => T, scope: Construct) => T;

/** Pictures whose labels are known: a release that sees them wrong gets no traffic. */
export class GoldenPictures {
  /**
   * A folder of pictures with a `golden.json` that says what must be seen in them:
   * `{ "pictures": [{ "file": "hat.jpg", "label": "hat", "minScore": 0.7 }] }`.
   *
   * @param directory the folder, with up to 100 pictures
   */
  public static fromAsset(directory: string): GoldenPictures {
    return new GoldenPictures((use) => use(directory));
  }

  /** These pictures, up to 100, wherever they lie on this disk. */
  public static fromPictures(pictures: ExpectedPicture[]): GoldenPictures {
    return new GoldenPictures((use, scope) => inFolder((folder) => use(collected(scope, pictures, folder))));
  }

  /** Ten drawn garments, one of each kind that the demo model of the bundled image knows. */
  public static drawn(): GoldenPictures {
    return new GoldenPictures((use) => use(drawnDirectory), true);
  }

  /**
   * One drawn garment that must get an answer, whatever that is: for a model that nobody here knows.
   * @internal
   */
  public static _answered(): GoldenPictures {
    return new GoldenPictures((use, scope) => {
      const { pictures } = expectations(join(drawnDirectory, goldenFile), (problem) =>
        refuse(scope, 'golden-pictures', `${problem} in ${drawnDirectory}`),
      );
      const [{ file }] = pictures;
      return inFolder((folder) => {
        copyFileSync(join(drawnDirectory, file), join(folder, file));
        writeFileSync(join(folder, goldenFile), JSON.stringify({ pictures: [{ file }] }));
        return use(folder);
      });
    });
  }

  private constructor(
    private readonly withFolder: WithFolder,
    /**
     * Whether only the demo model knows them.
     * @internal
     */
    public readonly _drawn: boolean = false,
  ) {}

  /**
   * Where nobody is asked who is not named, every picture must name somebody.
   * @internal
   */
  public _requireModels(scope: Construct): void {
    this.withFolder((directory) => {
      const demand = (problem: string) => refuse(scope, 'golden-pictures-model', `${problem} in ${directory}`);
      const nameless = expectations(join(directory, goldenFile), demand).pictures.find(({ model }) => !model);
      if (nameless) demand(`golden picture ${nameless.file} must name its model, such as shoes/1.tar.gz, got none`);
    }, scope);
  }

  /**
   * The pictures as a function finds them, under /opt.
   * @internal
   */
  public _bind(scope: Construct): lambda.ILayerVersion {
    return this.withFolder((directory) => {
      requireWhole(scope, directory);
      return new lambda.LayerVersion(scope, 'Pictures', {
        description: 'Golden pictures for the releases of an image classifier',
        code: lambda.Code.fromAsset(directory),
      });
    }, scope);
  }
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = FileSystem.mkdtemp('golden-pictures-');
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function collected(scope: Construct, pictures: ExpectedPicture[], folder: string): string {
  const entries = pictures.map(({ path, ...expected }, place) => {
    if (!existsSync(path)) refuse(scope, 'golden-pictures', `golden picture ${path} must be a file, got none`);
    const file = `${place + 1}-${basename(path, extname(path))}${extname(path)}`;
    copyFileSync(path, join(folder, file));
    return { file, ...expected };
  });
  writeFileSync(join(folder, goldenFile), JSON.stringify({ pictures: entries }));
  return folder;
}

/** The decoder of the function judges, so what synthesizes can also be read there. */
function requireWhole(scope: Construct, directory: string): void {
  const demand = (problem: string) => refuse(scope, 'golden-pictures', `${problem} in ${directory}`);
  const place = join(directory, goldenFile);
  if (!existsSync(place)) demand(`golden pictures need a ${goldenFile}, got none`);
  const { pictures } = expectations(place, demand);
  let bytes = 0;
  for (const { file } of pictures) {
    if (file !== basename(file)) demand(`golden picture must be named without a folder, got ${file}`);
    const size = statSync(join(directory, file), { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0) demand(`golden picture ${file} must be a file that is not empty, got none`);
    bytes += size;
  }
  if (bytes > mostBytes) demand(`golden pictures must take ${mostBytes} bytes at most, got ${bytes}`);
}

function expectations(place: string, demand: (problem: string) => never): { pictures: GoldenPicture[] } {
  try {
    return decode(goldenSchema, JSON.parse(readFileSync(place, 'utf8')), goldenFile);
  } catch (error) {
    const problems = error instanceof SchemaError ? error.problems.join('; ') : (error as Error).message;
    return demand(problems);
  }
}

import { cpSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MemoryAdmission } from '../../container/src/model-host/memory-admission';
import { writeBrightnessDetector } from '../../test/container/detection/detector-model';
import { writeTinyModel } from '../../test/container/tiny-model';
import type { Caller, Ending } from './caller';
import type { Expected, Planner } from './plans';

const three: Expected = { status: 200, labels: 3, type: 'json' };
const others: Readonly<Record<string, Expected>> = {
  alder: three,
  birch: three,
  cedar: three,
  finder: { status: 200, labels: 0, type: 'boxes' },
};
/** Of all the others, so many have room beside the first model: asking for one closes another. */
const room = 2;
/** So often alder gets a new version, in turns. */
const renewEvery = 10;

/** Models that come and go beside the one that everybody asks: opened on demand, closed for lack of room, renewed. */
export class OtherModels {
  private version = 1;
  private turns = 0;

  private constructor(
    private readonly folder: string,
    /** Settings of a server with this repository. */
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Writes a repository into `folder`; `model` is the .onnx file of the first model, which answers to `name`. */
  static write(folder: string, { name, model }: { name: string; model: string }): OtherModels {
    mkdirSync(join(folder, name, '1'), { recursive: true });
    cpSync(model, join(folder, name, '1', 'model.onnx'));
    for (const other of Object.keys(others)) {
      if (other === 'finder') writeBrightnessDetector(join(folder, other, '1'));
      else writeTinyModel(join(folder, other, '1'), { hidden: 512 });
    }
    const estimate = (file: string) => MemoryAdmission.estimate(statSync(file).size, 1);
    const other = estimate(join(folder, 'alder', '1', 'model.onnx'));
    const bytes = estimate(model) + room * other + other / 2;
    return new OtherModels(folder, {
      IMAGE_CLASSIFIER_REPOSITORY: folder,
      IMAGE_CLASSIFIER_DEFAULT_MODEL: name,
      IMAGE_CLASSIFIER_PRELOAD: name,
      IMAGE_CLASSIFIER_REPOSITORY_POLL_SECONDS: '1',
      IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(Math.ceil(bytes)),
    });
  }

  /** One caller asks for one after the other, always whole turns, so that the same ones are open at the end. */
  async ask(caller: Caller, planner: Planner, until: () => boolean, onEnding: (ending: Ending) => void): Promise<void> {
    while (!until()) {
      if (this.turns % renewEvery === renewEvery - 1) this.renew();
      this.turns += 1;
      for (const [model, expected] of Object.entries(others)) {
        onEnding(await caller.send(planner.of(model, expected)));
        await pause(250);
      }
    }
  }

  /** A complete new version appears at once, and the one before the last goes. */
  private renew(): void {
    this.version += 1;
    const place = (version: number) => join(this.folder, 'alder', String(version));
    writeTinyModel(`${place(this.version)}.part`, { hidden: 512, labels: ['red', 'green', `blue ${this.version}`] });
    renameSync(`${place(this.version)}.part`, place(this.version));
    rmSync(place(this.version - 2), { recursive: true, force: true });
  }
}

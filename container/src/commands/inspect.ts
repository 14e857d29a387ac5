import { stat } from 'node:fs/promises';
import { FolderSource } from '../model-host/repository/folder-source';
import { type Inspection, inspectModel } from '../models/inspection';
import { inspectionLines } from './inspection-lines';
import { inspectionPage } from './inspection-page';
import { Palette } from './palette';

export interface InspectOptions {
  /** .onnx files, folders that hold one, or model repositories. */
  readonly places: readonly string[];
  /** One JSON document per model and line. */
  readonly json: boolean;
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** `image-classifier inspect`: what is understood of a model and from where; exit code 1 when one cannot be served. */
export async function inspect({ places, json, out }: InspectOptions): Promise<number> {
  const palette = new Palette(out.isTTY === true);
  let refused = 0;
  for (const place of places) {
    const models = await modelsAt(place);
    const inspections: Inspection[] = [];
    for (const model of models) inspections.push(await inspectModel(model));
    refused += inspections.filter(({ servable }) => !servable).length;
    if (json) for (const inspection of inspections) out.write(`${JSON.stringify(inspection)}\n`);
    else if (inspections.length === 1) out.write(inspectionPage(inspections[0], palette));
    else out.write(inspectionLines(place, inspections, palette));
  }
  return refused > 0 ? 1 : 0;
}

/** The place itself, or every version of every model of a repository. */
async function modelsAt(place: string): Promise<string[]> {
  const entry = await stat(place).catch(() => undefined);
  if (!entry?.isDirectory()) return [place];
  const source = new FolderSource(place);
  const inventory = await source.scan();
  const found = [...inventory.values()].flat();
  if (found.length < 2) return [place];
  return await Promise.all(found.map((version) => source.place(version)));
}

import { givesProbabilities } from '../image-graph';
import type { Statement, UndescribedModel } from './description-source';
import { asObject, type JsonObject, jsonBeside } from './file-beside';
import { huggingFaceRecipe, RecipeDoubt } from './hugging-face-recipe';
import { distinct, namesByClass } from './label-names';

const processorFile = 'preprocessor_config.json';
const modelFile = 'config.json';

/** What transformers and optimum write beside a model: the recipe of its pictures and the names of its classes. */
export async function huggingFace({ folders, onnx }: UndescribedModel): Promise<Statement[]> {
  const processor = await jsonBeside(folders, processorFile);
  const model = await jsonBeside(folders, modelFile);
  const statements: Statement[] = [];
  if (processor?.doubt) statements.push({ source: processorFile, says: {}, doubt: processor.doubt });
  else if (processor) statements.push(recipe(processor.value, model?.value ?? {}));
  if (model?.doubt) statements.push({ source: modelFile, says: {}, doubt: model.doubt });
  else if (model) statements.push(...classes(model.value, givesProbabilities(onnx)));
  return statements;
}

function recipe(processor: JsonObject, model: JsonObject): Statement {
  try {
    return { source: processorFile, says: { preprocess: huggingFaceRecipe(processor, model) } };
  } catch (error) {
    if (!(error instanceof RecipeDoubt)) throw error;
    return { source: processorFile, says: {}, doubt: `${processorFile}: ${error.message}` };
  }
}

function classes(model: JsonObject, probabilities: boolean): Statement[] {
  const statements: Statement[] = [];
  const names = namesByClass(model.id2label);
  if (names) statements.push({ source: `${modelFile} id2label`, says: { labels: distinct(names) } });
  else if (asObject(model.id2label)) {
    statements.push({
      source: modelFile,
      says: {},
      doubt: `${modelFile}: id2label does not name every class from 0 on`,
    });
  }
  if (ofDetector(model)) return [...statements, { source: `${modelFile} architectures`, says: { task: 'detect' } }];
  const activation = activationOf(model, names?.length, probabilities);
  if (activation)
    statements.push({ source: activation.source, says: { postprocess: { activation: activation.value } } });
  return statements;
}

/**
 * The rule of transformers' image classification pipeline: several labels at once, or only one, are judged one by one;
 * else they share a softmax. A graph that an exporter closed with its own softmax keeps that.
 */
function activationOf({ problem_type: type }: JsonObject, count: number | undefined, probabilities: boolean) {
  if (probabilities) return undefined;
  if (type === 'multi_label_classification') return { source: `${modelFile} problem_type`, value: 'sigmoid' } as const;
  if (type === 'single_label_classification') return { source: `${modelFile} problem_type`, value: 'softmax' } as const;
  // A regression has no activation that would make labels of it.
  if (count === undefined || (type !== undefined && type !== null)) return undefined;
  return { source: `${modelFile} id2label`, value: count === 1 ? 'sigmoid' : 'softmax' } as const;
}

function ofDetector({ architectures }: JsonObject): boolean {
  return Array.isArray(architectures) && architectures.some((name) => /ForObjectDetection$/.test(String(name)));
}

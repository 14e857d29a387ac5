import { described } from '../answers';
import { type Answer, ask, type Question } from '../ask';
import { type Check, failed, passed, skipped, type Verdict } from '../check';
import { isRefusal, isSuccess, type Target } from '../target';

const name = 'check-container-model';
const contract = 'SageMaker multi-model contract';
const noModel = 'give the path of a model as the server sees it with --model';

const lists: Check<Target> = {
  id: 'models-list',
  title: 'GET /models lists the loaded models',
  rule: `${contract}: GET /models answers {"models":[{"modelName","modelUrl"}]}; it is called at start-up, 404 fails the endpoint.`,
  needs: ['ping'],
  async run(target) {
    const answer = await models(target);
    if (answer.status === 200 && Array.isArray(parsed(answer)?.models)) return passed();
    return failed(
      `GET /models answered ${described(answer)}.`,
      'Answer 200 with {"models":[]} while nothing is loaded.',
    );
  },
};

const unknown404: Check<Target> = {
  id: 'models-unknown',
  title: 'A model that is not loaded is answered with 404',
  rule: `${contract}: GET, DELETE and invoke of a model that is not loaded answer 404.`,
  needs: ['models-list'],
  async run(target) {
    const questions: [string, Question, string][] = [
      ['GET', {}, ''],
      ['DELETE', { method: 'DELETE' }, ''],
      ['POST', invocation(target), '/invoke'],
    ];
    for (const [method, question, path] of questions) {
      const answer = await models(target, question, `/never-loaded${path}`);
      if (answer.status !== 404) {
        return failed(
          `${method} /models/never-loaded${path} answered ${described(answer)}.`,
          'Answer 404: the platform takes it as the sign that it has to load the model first.',
        );
      }
    }
    return passed();
  },
};

const refusesNonsense: Check<Target> = {
  id: 'models-bad-request',
  title: 'POST /models refuses a body that names no model, and a path that does not exist',
  rule: `${contract}: POST /models takes {"model_name","url"}; what cannot be loaded is answered with a 4xx, not 5xx or 200.`,
  needs: ['models-list'],
  async run(target) {
    for (const body of [
      '{}',
      '{"model_name":',
      JSON.stringify({ model_name: name, url: '/opt/ml/models/none/model' }),
    ]) {
      const answer = await post(target, body);
      if (!isRefusal(answer))
        return failed(
          `POST /models with ${body} answered ${described(answer)}.`,
          'Answer 400, or 404 for a missing path.',
        );
    }
    return passed();
  },
};

const loads: Check<Target> = {
  id: 'models-load',
  title: 'POST /models loads a model, which then shows its url exactly as posted',
  rule: `${contract}: POST /models answers 200 once the model can be invoked; GET /models/{name} echoes modelUrl.`,
  needs: ['models-list'],
  async run(target) {
    const { modelUrl } = target;
    if (modelUrl === undefined) return skipped(noModel);
    await models(target, { method: 'DELETE' }, `/${name}`);
    const loaded = await post(target, JSON.stringify({ model_name: name, url: modelUrl }));
    if (loaded.status !== 200)
      return failed(`POST /models answered ${described(loaded)}.`, 'Answer 200 when it is loaded.');
    const shown = await models(target, {}, `/${name}`);
    const model = parsed(shown);
    if (shown.status === 200 && model?.modelName === name && model?.modelUrl === modelUrl) return passed();
    return failed(
      `GET /models/${name} answered ${described(shown)}.`,
      `Answer {"modelName":"${name}","modelUrl":"${modelUrl}"}.`,
    );
  },
};

const conflicts: Check<Target> = {
  id: 'models-conflict',
  title: 'Loading a loaded model again is answered with 409',
  rule: `${contract}: POST /models of a loaded model answers 409.`,
  needs: ['models-load'],
  async run(target) {
    const answer = await post(target, JSON.stringify({ model_name: name, url: target.modelUrl }));
    return answer.status === 409
      ? passed()
      : failed(
          `The second POST /models answered ${described(answer)}.`,
          'Answer 409; the platform then uses the model as it is.',
        );
  },
};

const invokes: Check<Target> = {
  id: 'models-invoke',
  title: 'POST /models/{name}/invoke answers the payload',
  rule: `${contract}: POST /models/{name}/invoke is POST /invocations for one model.`,
  needs: ['models-load'],
  async run(target) {
    const answer = await models(target, invocation(target), `/${name}/invoke`);
    if (isSuccess(answer)) return passed(`${Math.round(answer.milliseconds)} ms`);
    return failed(
      `It answered ${described(answer)}.`,
      'If the model wants another input, use --payload and --content-type.',
    );
  },
};

const unloads: Check<Target> = {
  id: 'models-unload',
  title: 'DELETE /models/{name} unloads the model',
  rule: `${contract}: DELETE answers 200 once the memory is free; the model is 404 from then on.`,
  needs: ['models-load'],
  async run(target) {
    const answer = await models(target, { method: 'DELETE' }, `/${name}`);
    if (answer.status !== 200) return failed(`DELETE /models/${name} answered ${described(answer)}.`, 'Answer 200.');
    const gone = await models(target, invocation(target), `/${name}/invoke`);
    if (gone.status === 404) return passed();
    return failed(
      `After DELETE, /models/${name}/invoke answered ${described(gone)}.`,
      'Answer DELETE only when the model is really unloaded: its memory is needed for the next one.',
    );
  },
};

export const multiModelChecks = [lists, unknown404, refusesNonsense, loads, conflicts, invokes, unloads] as const;

const mostCopies = 48;

/** Posts copies of one model until the server refuses; only for a server of our own with little memory. */
export const fillsMemory: Check<Target> = {
  id: 'models-memory',
  title: 'A model that does not fit into memory is answered with 507',
  rule: `${contract}: 507 tells the platform to unload other models and to try again; a crash costs every model.`,
  needs: ['models-load'],
  async run(target) {
    const verdict = await postCopies(target);
    for (let copy = 0; copy < mostCopies; copy++) {
      const { status } = await models(target, { method: 'DELETE' }, `/${name}-${copy}`);
      if (status === 404) break;
    }
    return verdict;
  },
};

async function postCopies(target: Target): Promise<Verdict> {
  for (let copy = 0; copy < mostCopies; copy++) {
    const answer = await post(target, JSON.stringify({ model_name: `${name}-${copy}`, url: target.modelUrl }));
    if (answer.status === 507) return passed(`after ${copy} copies of the model`);
    if (answer.status !== 200)
      return failed(
        `Copy ${copy + 1} of the model answered ${described(answer)}.`,
        'Compare the memory that is left (cgroup limit less use) with what the model needs, before loading it; answer 507.',
      );
  }
  return skipped(`${mostCopies} copies of the model fitted into the memory`);
}

function models({ url }: Target, question: Question = {}, path = ''): Promise<Answer> {
  return ask(`${url}/models${path}`, question);
}

function post(target: Target, body: string): Promise<Answer> {
  return models(target, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
}

function invocation({ payload, contentType }: Target): Question {
  return { method: 'POST', headers: { 'Content-Type': contentType }, body: payload };
}

function parsed({ body }: Answer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body.toString('utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}

import { InferenceSession, Tensor } from 'onnxruntime-node';
import runtimePackage from 'onnxruntime-node/package.json';
import type { ExecutionProvider } from '../../../lib/contracts/settings/inference';

export { Tensor };
export type RuntimeSession = InferenceSession;

export const runtimeVersion: string = runtimePackage.version;

// A second thread pays only where one is too slow, and a spinning one would take the CPU from the neighbour processes.
const shared: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 3,
};
const noSpinning = { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } };

/**
 * Opens a model as it was exported.
 *
 * With `cuda` the runtime fails where it has no GPU; only what a GPU cannot compute is left to the CPU.
 */
export function openModel(path: string, threads = 1, provider: ExecutionProvider = 'cpu'): Promise<RuntimeSession> {
  return InferenceSession.create(path, {
    ...shared,
    executionProviders: [provider],
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    extra: { session: noSpinning },
  });
}

/** Opens a model that was optimised before; its weights are mapped, so all processes share one copy of them. */
export function openOptimised(path: string, threads = 1): Promise<RuntimeSession> {
  return InferenceSession.create(path, {
    ...shared,
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'disabled',
    extra: { session: noSpinning },
  });
}

/**
 * Optimises a model for this CPU into two files: the graph, and beside it its weights.
 *
 * The weights of convolutions are stored in their final form and shared by all processes that map the file. Those of
 * MatMul and Gemm are packed again by each process: `save_external_prepacked_constant_initializers` would store them
 * packed, but runtime 1.30 dies of it (SIGSEGV on the first batch of two).
 */
export async function optimise(path: string, target: { graph: string; weights: string }): Promise<void> {
  const session = await InferenceSession.create(path, {
    ...shared,
    graphOptimizationLevel: 'all',
    optimizedModelFilePath: target.graph,
    extra: {
      session: {
        ...noSpinning,
        optimized_model_external_initializers_file_name: target.weights,
        // Smaller weights stay in the graph: a mapping each would cost more than it shares.
        optimized_model_external_initializers_min_size_in_bytes: '1024',
      },
    },
  });
  await session.release();
}

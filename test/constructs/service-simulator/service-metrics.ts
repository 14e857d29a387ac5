import type { Signal } from './service-policies';
import type { World } from './service-simulator';

/** The server takes 0.15 s for a picture alone and turns away who would wait for longer than 2.4 s. */
const alone = 0.15;
const longest = 2.4;
/** One picture takes a process for a tenth of a second: so many requests a minute keep a task busy. */
export const requestsAtMost = 600;
const sampleSeconds = 10;

/** What a service reports, and when it can be seen. */
export class ServiceMetrics {
  private readonly loads: { readonly each: number; readonly tasks: number }[] = [];
  private readonly periods = new Map<string, number[]>();

  constructor(private readonly delays: World['delays']) {}

  /** @param each work offered to each task in the next 10 s, 1 being all it can do */
  add(each: number, tasks: number): void {
    this.loads.push({ each, tasks });
  }

  /** The newest values that can be seen, one for each period. */
  seen(signal: Signal, periodSeconds: number, second: number, count: number): number[] {
    const delay = this.delays[signal === 'cpu' ? 'ecs' : signal === 'requests' ? 'alb' : 'own'];
    const end = Math.max(0, Math.floor((second + sampleSeconds - delay) / periodSeconds));
    return this.values(signal, periodSeconds, end).slice(Math.max(0, end - count), end);
  }

  private values(signal: Signal, periodSeconds: number, end: number): number[] {
    const key = `${signal} ${periodSeconds}`;
    const values = this.periods.get(key) ?? [];
    this.periods.set(key, values);
    const length = periodSeconds / sampleSeconds;
    while (values.length < end) {
      const from = values.length * length;
      const samples = this.loads.slice(from, from + length).map(({ each, tasks }) => read(signal, each, tasks));
      values.push(signal === 'p99' ? Math.max(...samples) : samples.reduce((sum, each) => sum + each, 0) / length);
    }
    return values;
  }
}

function read(signal: Signal, load: number, tasks: number): number {
  switch (signal) {
    case 'offered':
      return load;
    case 'together':
      return load * tasks;
    case 'cpu':
      return 100 * Math.min(1, load);
    case 'requests':
      return requestsAtMost * load;
    case 'p99':
      return load >= 1 ? longest : Math.min(longest, alone * (1 + (load * load) / (1 - load)));
  }
}

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const lookMs = 1000;
/** So many quiet looks in a row are a pause worth using. */
const quietLooks = 2;
/** Less than this is not worth the trouble. */
const worthwhileBytes = 16 * 1_048_576;

/**
 * Collects garbage when the process has grown and nobody waits. V8 does so only under pressure, of which a process with
 * gigabytes to spare feels none: what a busy hour left behind would count as memory in use when the next model asks for room.
 */
export class IdleCollection {
  private readonly timer: NodeJS.Timeout;
  private level = 0;
  private quiet = 0;
  private collected = false;

  /**
   * @param busy whether a picture waits or is in work
   * @param collect takes up to 100 ms
   * @param resident bytes of memory that the process holds
   */
  constructor(
    private readonly busy: () => boolean,
    private readonly collect = collector(),
    private readonly resident: () => number = () => process.memoryUsage.rss(),
  ) {
    this.timer = setInterval(() => this.look(), lookMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  look(): void {
    this.quiet = this.busy() ? 0 : this.quiet + 1;
    // V8 gives memory back in the background: what is left is known one look later.
    if (this.collected) this.level = this.resident();
    this.collected = this.quiet >= quietLooks && this.resident() >= this.level + worthwhileBytes;
    if (this.collected) this.collect();
  }
}

/** A plain collection frees objects and keeps their pages; V8's last resort gives the pages back too. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  return () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

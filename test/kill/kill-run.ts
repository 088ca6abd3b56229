// Kills real servers with SIGKILL at every named point, on several folders at once, and gathers what was wrong after each.
import { seededRandom } from '@tracelake/testkit';
import { seedNumber } from '../run-seed.ts';
import { KillLake } from './kill-lake.ts';
import { chosenPoints, type KillPoint } from './kill-point.ts';

export interface KillRunOptions {
  readonly kills: number;
  readonly seed: string;
  /** The dead folder is read by the CLI after every n-th kill. */
  readonly readDeadEvery: number;
  /** Folders at once. */
  readonly lakesAtOnce: number;
  readonly log?: (line: string) => void;
}

export interface KillReport {
  /** By phase and point: kills, and those that met their point and not the end of the wait. */
  readonly kills: ReadonlyMap<string, { readonly kills: number; readonly hits: number }>;
  readonly acknowledgedRows: number;
  readonly deadFoldersRead: number;
  /** What was wrong, in words. */
  readonly wrong: readonly string[];
}

/** Rows grow with each kill, and so does each judgement: then a new folder. */
const KILLS_PER_LAKE = 8;
/** Of what one judgement complains of. */
const MAX_COMPLAINTS = 5;

export class KillRun {
  private readonly options: KillRunOptions;
  private readonly kills = new Map<string, { kills: number; hits: number }>();
  private readonly wrong: string[] = [];
  private killCount = 0;
  private lakeCount = 0;
  private acknowledgedRows = 0;
  private deadFoldersRead = 0;

  constructor(options: KillRunOptions) {
    this.options = options;
  }

  async run(): Promise<KillReport> {
    const { kills: count, seed, lakesAtOnce } = this.options;
    const random = seededRandom(seedNumber(seed, 'kill'));
    const points = chosenPoints(count, (limit) => random.below(limit));
    const work = async () => {
      while (points.length > 0 && this.wrong.length === 0) await this.oneLake(points.splice(0, KILLS_PER_LAKE));
    };
    await Promise.all(Array.from({ length: lakesAtOnce }, work));
    const { kills, acknowledgedRows, deadFoldersRead, wrong } = this;
    return { kills, acknowledgedRows, deadFoldersRead, wrong };
  }

  /** Each folder has its own chance, so that what happens to one does not depend on when the other is done. */
  private async oneLake(points: readonly KillPoint[]): Promise<void> {
    const random = seededRandom(seedNumber(this.options.seed, `lake ${++this.lakeCount}`));
    const lake = await KillLake.start(random);
    for (const point of points) {
      const startedMs = performance.now();
      const isHit = await lake.killAt(point);
      const number = this.count(point, isHit);
      if (number % this.options.readDeadEvery === 0) {
        this.complain(point, 'dead folder', await lake.judgeDead());
        this.deadFoldersRead++;
      }
      this.complain(point, 'next start', await lake.judgeNext());
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      this.options.log?.(`${number}. ${titleOf(point)}: ${isHit ? 'hit' : 'by the clock'}, ${seconds} s`);
      if (this.wrong.length > 0) break;
    }
    await lake.stop();
    this.acknowledgedRows += lake.acknowledgedRows;
    if (this.wrong.length > 0) this.options.log?.(`kept for a look: ${lake.folder}`);
    else lake.remove();
  }

  /** Its number. */
  private count(point: KillPoint, isHit: boolean): number {
    const entry = this.kills.get(titleOf(point)) ?? { kills: 0, hits: 0 };
    this.kills.set(titleOf(point), { kills: entry.kills + 1, hits: entry.hits + (isHit ? 1 : 0) });
    return ++this.killCount;
  }

  private complain(point: KillPoint, where: string, complaints: readonly string[]): void {
    for (const what of complaints.slice(0, MAX_COMPLAINTS)) this.wrong.push(`${titleOf(point)}, ${where}: ${what}`);
  }
}

function titleOf({ during, name, largeSpans }: KillPoint): string {
  return `${during}: ${name}${largeSpans && during === 'load' ? ' (large spans)' : ''}`;
}

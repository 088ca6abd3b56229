// Memory that lies ready for its next use: as much as the load needs, given back once it needs less.

/** After so many uses it is seen how many lay ready all the time. There is one a second at least while bodies come. */
const USES_A_LOOK = 16;

export class SpareMemory<Piece> {
  private readonly kept: number;
  private readonly dropped: (pieces: number) => void;
  private readonly free: Piece[] = [];
  private uses = 0;
  /** The fewest that lay ready since the last look. */
  private fewest = 0;

  /** `kept`: never more than these. `dropped` hears of those that are not used again. */
  constructor(kept: number, dropped: (pieces: number) => void) {
    this.kept = kept;
    this.dropped = dropped;
  }

  take(): Piece | undefined {
    const piece = this.free.pop();
    this.fewest = Math.min(this.fewest, this.free.length);
    this.uses++;
    if (this.uses >= USES_A_LOOK) this.dropUnused();
    return piece;
  }

  give(piece: Piece): void {
    if (this.free.length < this.kept) this.free.push(piece);
    else this.dropped(1);
  }

  private dropUnused(): void {
    const unused = this.free.splice(0, this.fewest);
    if (unused.length > 0) this.dropped(unused.length);
    this.fewest = this.free.length;
    this.uses = 0;
  }
}

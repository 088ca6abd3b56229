// A moment that is marked on every chart of a page: a version first seen.
export interface TimeMark {
  readonly ms: number;
  readonly label: string;
}

const MOST_MARKS = 3;

/** Three at most; the last says how many more there are. */
export function shownMarks(marks: readonly TimeMark[], startMs: number, endMs: number): TimeMark[] {
  const inside = marks.filter(({ ms }) => ms >= startMs && ms < endMs).sort((one, other) => one.ms - other.ms);
  if (inside.length <= MOST_MARKS) return inside;
  return inside
    .slice(0, MOST_MARKS)
    .map((mark, index) =>
      index < MOST_MARKS - 1 ? mark : { ...mark, label: `${mark.label} +${inside.length - MOST_MARKS}` },
    );
}

export interface PlacedMark extends TimeMark {
  readonly x: number;
  /** Left edge of the flag; null where another flag stands in its place, so that only the line is drawn. */
  readonly flagX: number | null;
  readonly flagWidth: number;
}

/** Flags stand right of their line, left of it at the chart's end, and never on each other. */
export function placeMarks(
  marks: readonly TimeMark[],
  xOf: (ms: number) => number,
  widthOf: (label: string) => number,
  right: number,
): PlacedMark[] {
  let taken = Number.NEGATIVE_INFINITY;
  return marks.map((mark) => {
    const [x, flagWidth] = [xOf(mark.ms), widthOf(mark.label)];
    const left = x + flagWidth > right ? x - flagWidth : x;
    const isFree = left >= taken;
    if (isFree) taken = left + flagWidth + 4;
    return { ...mark, x, flagX: isFree ? left : null, flagWidth };
  });
}

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

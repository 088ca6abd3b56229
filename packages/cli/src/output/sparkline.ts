// Numbers over time as one line of blocks. Pure.

const BLOCKS = '▁▂▃▄▅▆▇█';
const MAX_WIDTH = 40;

/** From zero to the greatest; a gap where there is no number. Long series are drawn by their maxima. */
export function sparkline(values: readonly unknown[] = []): string {
  const step = Math.max(1, Math.ceil(values.length / MAX_WIDTH));
  const numbers: (number | null)[] = [];
  for (let start = 0; start < values.length; start += step) {
    const present = values.slice(start, start + step).filter((value) => value !== null && value !== undefined);
    numbers.push(present.length === 0 ? null : Math.max(...present.map(Number)));
  }
  const greatest = Math.max(0, ...numbers.filter((number) => number !== null));
  return numbers
    .map((number) => {
      if (number === null || Number.isNaN(number)) return ' ';
      const level = greatest === 0 ? 0 : Math.round((Math.max(0, number) / greatest) * (BLOCKS.length - 1));
      return BLOCKS[level];
    })
    .join('');
}

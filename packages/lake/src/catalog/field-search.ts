// Finds attribute keys by what a person types: parts in any case, words in any order, or nearly the right name.

/** Longer texts are not compared letter by letter. */
const MAX_FUZZY_LENGTH = 64;

const SEPARATORS = /[\s._\-/:]+/g;

function compact(text: string): string {
  return text.toLowerCase().replace(SEPARATORS, '');
}

/**
 * How well a key fits, smaller is better; `null` when the text is not part of it. 0 exact, 1 exact but for case,
 * 2 begins with it, 3 a part begins with it, 4 contains it, 5 contains its words or its letters without separators.
 */
export function searchRank(key: string, text: string): number | null {
  if (key === text) return 0;
  const lowerKey = key.toLowerCase();
  const lowerText = text.trim().toLowerCase();
  if (lowerKey === lowerText) return 1;
  const place = lowerKey.indexOf(lowerText);
  if (place === 0) return 2;
  if (place > 0) return /[._\-/:]/.test(lowerKey[place - 1]) ? 3 : 4;
  const words = lowerText.split(/\s+/);
  if (words.every((word) => lowerKey.includes(word)) || compact(key).includes(compact(text))) return 5;
  return null;
}

/** Edits between the names, separators and case aside; `null` when they are too far apart to be a slip. */
export function slipDistance(key: string, text: string): number | null {
  const left = compact(key);
  const right = compact(text);
  if (left.length > MAX_FUZZY_LENGTH || right.length > MAX_FUZZY_LENGTH) return null;
  const limit = Math.max(1, Math.floor(right.length / 4));
  if (Math.abs(left.length - right.length) > limit) return null;
  const distance = editDistance(left, right);
  return distance <= limit ? distance : null;
}

/** Insertions, deletions, replacements, and swaps of neighbours (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) best = Math.min(best, beforeLast[column - 2] + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length];
}

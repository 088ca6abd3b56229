// Finds attribute keys by what a person types: parts in any case, words in any order, or nearly the right name.
import { editDistance } from '@tracelake/schema';

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

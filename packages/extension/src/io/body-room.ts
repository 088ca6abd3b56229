// How many bytes of bodies may be in memory at once, in arrival or waiting to be read: senders beyond that wait, and their bytes with them.

export interface BodyPlace {
  /** All of the body is here. */
  arrived(): void;
  give(): void;
}

export interface BodyRoom {
  /** Comes when there is room for the bytes: one body has it always, however large. One that is long in arriving does not count meanwhile: it may never be whole. */
  take(bytes: number): Promise<BodyPlace>;
}

const LONGEST_ARRIVAL_MS = 1_000;

export function createBodyRoom(mostBytes: number, longestArrivalMs = LONGEST_ARRIVAL_MS): BodyRoom {
  let taken = 0;
  const waiting: { readonly bytes: number; readonly enter: () => void }[] = [];
  const hasRoom = (bytes: number) => taken === 0 || taken + bytes <= mostBytes;

  function placeOf(bytes: number): BodyPlace {
    let counted = bytes;
    const count = (now: number) => {
      clearTimeout(timer);
      taken += now - counted;
      counted = now;
      while (waiting.length > 0 && hasRoom(waiting[0]!.bytes)) waiting.shift()!.enter();
    };
    const timer = setTimeout(() => count(0), longestArrivalMs);
    taken += bytes;
    return { arrived: () => count(bytes), give: () => count(0) };
  }

  return {
    async take(bytes) {
      if (waiting.length === 0 && hasRoom(bytes)) return placeOf(bytes);
      return new Promise((resolve) => waiting.push({ bytes, enter: () => resolve(placeOf(bytes)) }));
    },
  };
}

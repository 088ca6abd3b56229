// How many bytes of bodies may be in memory at once, in arrival or waiting to be read: senders beyond that wait, and their bytes with them.

export interface BodyRoom {
  /** Comes when there is room for the bytes: one body has it always, however large, and after a while each, since another may never be whole. */
  take(bytes: number): Promise<void>;
  give(bytes: number): void;
}

const LONGEST_WAIT_MS = 1_000;

export function createBodyRoom(mostBytes: number, longestWaitMs = LONGEST_WAIT_MS): BodyRoom {
  let taken = 0;
  const waiting: { readonly bytes: number; readonly enter: () => void }[] = [];
  const hasRoom = (bytes: number) => taken === 0 || taken + bytes <= mostBytes;
  return {
    take(bytes) {
      if (waiting.length === 0 && hasRoom(bytes)) {
        taken += bytes;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => one.enter(), longestWaitMs);
        const one = {
          bytes,
          enter: () => {
            clearTimeout(timer);
            waiting.splice(waiting.indexOf(one), 1);
            taken += bytes;
            resolve();
          },
        };
        waiting.push(one);
      });
    },
    give(bytes) {
      taken -= bytes;
      while (waiting.length > 0 && hasRoom(waiting[0]!.bytes)) waiting[0]!.enter();
    },
  };
}

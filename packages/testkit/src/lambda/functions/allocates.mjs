// A function that takes memory outside V8's heap, 8 MB at a time, until it is killed.
const taken = [];

export async function handler() {
  for (;;) {
    taken.push(Buffer.alloc(8 << 20, taken.length + 1));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

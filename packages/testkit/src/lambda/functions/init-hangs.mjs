// A function whose init does not end within `INIT_MS`.
await new Promise((resolve) => setTimeout(resolve, Number(process.env.INIT_MS ?? 60_000)));

export async function handler() {
  return 'late';
}

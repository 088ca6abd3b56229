// A function without any SDK.
export async function handler(event) {
  if (event.sleepMs > 0) await new Promise((resolve) => setTimeout(resolve, event.sleepMs));
  return { hello: event.name ?? 'world' };
}

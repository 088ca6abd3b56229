// A function whose module cannot be loaded.
throw new Error('no configuration');

export async function handler() {}

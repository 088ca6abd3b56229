// A function whose process ends while its module is loaded, without a word.
process.exit(7);

export async function handler() {}

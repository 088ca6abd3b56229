// A function of the user's: says what Tracelake has given it.
export const handler = async () => ({ stream: process.env.TRACELAKE_STREAM_NAME ?? null });

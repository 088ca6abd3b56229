// A function that streams its response in pieces: `event.pieces`, `event.pauseMs` between them; `event.isBroken` throws after the last.
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  for (const piece of event.pieces) {
    stream.write(piece);
    await new Promise((resolve) => setTimeout(resolve, event.pauseMs ?? 0));
  }
  if (event.isBroken) throw new TypeError('the stream breaks');
  stream.end();
});

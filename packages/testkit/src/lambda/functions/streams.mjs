// A function that streams its response in pieces: `event.pieces`, `event.pauseMs` between them.
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  for (const piece of event.pieces) {
    stream.write(piece);
    await new Promise((resolve) => setTimeout(resolve, event.pauseMs ?? 0));
  }
  stream.end();
});

// Ends a query on the server that has been left here.

/** Just when much is left, as many requests as may run at once: then it is told a moment later. */
const TRIES = 4;
const WAIT_MS = 500;

export function endQuery(id: string): void {
  // A server that is asked without TLS hears that the connection closes: to tell it as well would be a failed request.
  if (location.protocol === 'https:') void endOnServer(id);
}

async function endOnServer(id: string): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    // It outlives the page.
    const answer = await fetch(`/api/v1/queries/${id}`, { method: 'DELETE', keepalive: true }).catch(() => null);
    if (answer?.status !== 429) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS * tries));
  }
}

// A function that fails: an error of a class of its own, a rejection that nobody handles, or a thrown text, as `event.how` says.
class OutOfStockError extends Error {
  name = 'OutOfStockError';
}

export async function handler(event) {
  if (event.how === 'text') throw 'no error object';
  if (event.how === 'unhandled') {
    Promise.reject(new Error('nobody listens'));
    await new Promise(() => setInterval(() => {}, 1000));
  }
  throw new OutOfStockError(`no ${event.article ?? 'article'} left`);
}

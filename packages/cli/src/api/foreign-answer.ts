// What stands for an answer that is not Tracelake's own: Lambda's, which speaks for a function that could not, a proxy's, or another program's. Pure.
import { TracelakeError } from '@tracelake/schema';

const SHOWN = 200;

export function foreignAnswer(status: number, text: string): TracelakeError {
  const details = { status, answer: text.slice(0, SHOWN) };
  const said = messageOf(text);
  if (status === 429) {
    const message = `As many requests run there as may at once (${said || 'it answered 429'}).`;
    return new TracelakeError('too_many_queries', message, {
      details,
      hint: 'Ask again in a moment; a deploy with a larger TRACELAKE_QUERY_CONCURRENCY lets more run at once.',
      retryAfterSeconds: 1,
    });
  }
  if (status === 403 && /forbidden|access ?denied/i.test(said)) {
    return new TracelakeError('aws_access_denied', `The function's URL may not be asked: ${said}`, {
      details,
      hint: 'Deploy again ("npx tracelake deploy"): the URL needs lambda:InvokeFunctionUrl and lambda:InvokeFunction for everybody; its tokens are asked for behind it.',
    });
  }
  if (status === 502 || status === 503 || status === 504) {
    return new TracelakeError('server_unreachable', `The service ended before it answered (${status}).`, {
      details,
      hint: 'Its log in CloudWatch says why: no memory left, or no time. Narrow the time range, or deploy with a larger TRACELAKE_QUERY_MEMORY_MB.',
    });
  }
  return new TracelakeError('server_unreachable', `The server answered ${status}, but not as Tracelake does.`, {
    details,
    hint: 'Check --url: is another program listening there?',
  });
}

/** Of a text that says that all went well. */
export function unreadableAnswer(text: string, cause: unknown): TracelakeError {
  const isJson = /^\s*[[{]/.test(text);
  const message = isJson ? 'The answer breaks off before its end.' : 'The server answered, but not as Tracelake does.';
  return new TracelakeError('server_unreachable', message, {
    details: { answer: text.slice(0, SHOWN), bytes: Buffer.byteLength(text) },
    hint: isJson ? 'Ask again; what came of it is not the whole.' : 'Check --url: is another program listening there?',
    cause,
  });
}

/** AWS writes `Message` or `message`. */
function messageOf(text: string): string {
  try {
    const { Message, message } = JSON.parse(text) as { Message?: unknown; message?: unknown };
    return String(Message ?? message ?? '');
  } catch {
    return '';
  }
}

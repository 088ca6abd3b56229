// Registers, asks for events, ends at SHUTDOWN: the floor of any Node extension on node:http.
const { Agent, request } = require('node:http');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true });

function call(method, path, headers, body, done) {
  request({ host, port, method, path: `/2020-01-01/extension${path}`, headers, agent }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part) => (text += part));
    response.on('end', () => done(response.headers, text));
  }).end(body);
}

function next(identifier) {
  call('GET', '/event/next', { 'Lambda-Extension-Identifier': identifier }, undefined, (_, text) => {
    if (JSON.parse(text).eventType === 'SHUTDOWN') process.exit(0);
    next(identifier);
  });
}

call('POST', '/register', { 'Lambda-Extension-Name': 'empty' }, '{"events":["INVOKE","SHUTDOWN"]}', (headers) =>
  next(headers['lambda-extension-identifier']),
);

// Writes packages/dashboard/src/api/api-types.ts and answer-members.ts from packages/server/openapi.json. A test fails when they differ.
// (openapi-typescript needs the compiler's JavaScript API, which TypeScript 7 does not have.)
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const BARE_NAME = /^[A-Za-z_$][\w$]*$/;
const JSON_MEDIA_TYPE = 'application/json';

export function apiTypes(document) {
  const named = Object.entries(document.components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema, '')};\n`,
  );
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => route(method, path, operation)),
  );
  return [
    '// What the API takes and answers. Generated from packages/server/openapi.json: npm run generate.\n',
    ...named,
    `/** By method and path: what goes into the path and the query, the body, and what comes back. */\nexport interface Api {\n${routes.join('')}}\n`,
  ].join('\n');
}

/** What every answer has, by route: what has it not is of something else that answers in the server's place. */
export function answerMembers(document) {
  const lines = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) => {
      const schema = answerSchema(responses);
      const { required = [] } = document.components.schemas[schema?.$ref?.split('/').at(-1)] ?? schema ?? {};
      return required.length === 0 ? [] : [`  '${method.toUpperCase()} ${path}': '${required.join(' ')}',\n`];
    }),
  );
  return [
    '// The members that an answer always has, by route. Generated from packages/server/openapi.json: npm run generate.\n\n',
    `export const ANSWER_MEMBERS: Readonly<Record<string, string>> = {\n${lines.join('')}};\n`,
  ].join('');
}

function answerSchema(responses) {
  return (responses['200'] ?? responses['202'])?.content?.[JSON_MEDIA_TYPE]?.schema;
}

function route(method, path, { summary, parameters = [], requestBody, responses }) {
  const of = (place) => {
    const chosen = parameters.filter((parameter) => parameter.in === place);
    return objectText(
      chosen.map(({ name, required, schema }) => ({ name, isNeeded: required === true, schema })),
      '    ',
    );
  };
  const body = requestBody?.content?.[JSON_MEDIA_TYPE]?.schema;
  const answer = answerSchema(responses);
  const noAnswer = '204' in responses ? 'undefined' : 'unknown';
  return `  /** ${summary} */
  '${method.toUpperCase()} ${path}': {
    path: ${of('path')};
    query: ${of('query')};
    body: ${body === undefined ? 'undefined' : typeOf(body, '    ')};
    answer: ${answer === undefined ? noAnswer : typeOf(answer, '    ')};
  };
`;
}

function typeOf(schema, indent) {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return [...new Set(choices.map((choice) => typeOf(choice, indent)))].join(' | ');
  if (schema.type === 'array') return arrayText(schema, indent);
  if (schema.properties !== undefined) {
    const needed = new Set(schema.required);
    const members = Object.entries(schema.properties).map(([name, member]) => ({
      name,
      isNeeded: needed.has(name),
      schema: member,
    }));
    return objectText(members, indent);
  }
  if (schema.type === 'object') {
    const values =
      typeof schema.additionalProperties === 'object' ? typeOf(schema.additionalProperties, indent) : 'unknown';
    return `Record<string, ${values}>`;
  }
  const words = { integer: 'number', number: 'number', string: 'string', boolean: 'boolean', null: 'null' };
  return [schema.type]
    .flat()
    .map((type) => words[type] ?? 'unknown')
    .join(' | ');
}

function arrayText({ items, prefixItems }, indent) {
  const parts = prefixItems ?? (Array.isArray(items) ? items : null);
  if (parts !== null) return `readonly [${parts.map((part) => typeOf(part, indent)).join(', ')}]`;
  return `readonly (${typeOf(items ?? {}, indent)})[]`;
}

function objectText(members, indent) {
  if (members.length === 0) return 'Record<never, never>';
  const lines = members.map(({ name, isNeeded, schema }) => {
    const key = BARE_NAME.test(name) ? name : JSON.stringify(name);
    return `${indent}  ${key}${isNeeded ? '' : '?'}: ${typeOf(schema, `${indent}  `)};\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const document = JSON.parse(await readFile('packages/server/openapi.json', 'utf8'));
  await writeFile('packages/dashboard/src/api/api-types.ts', apiTypes(document));
  await writeFile('packages/dashboard/src/api/answer-members.ts', answerMembers(document));
}

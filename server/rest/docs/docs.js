// Draws /api/openapi.json: operations by tag, their fields and answers, then the codes of problems.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const response = await fetch('/api/openapi.json');
const api = await response.json();
const resolve = (schema) =>
  schema?.$ref ? (api.components.schemas[schema.$ref.split('/').at(-1)] ?? {}) : (schema ?? {});

document.getElementById('about').replaceChildren(
  api.info.description ?? '',
  ' ',
  element('a', { href: '/api/openapi.json' }, 'openapi.json'),
);

/** A type in few words: "string (uuid)", "Vehicle[]", "integer 0..10". */
function typeOf(schema = {}) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return choices.map(typeOf).join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const type = [schema.type ?? 'any'].flat().join(' or ');
  if (schema.type === 'array') return `${typeOf(schema.items)}[]`;
  const range = schema.minimum === undefined ? '' : ` ${schema.minimum}..${schema.maximum ?? ''}`;
  return `${type}${schema.format ? ` (${schema.format})` : ''}${range}`;
}

function fieldsTable(schema, deep = 2) {
  const { properties = {}, required = [], items } = resolve(schema);
  if (items) return fieldsTable(items, deep);
  const rows = Object.entries(properties).map(([name, field]) => {
    const inner = deep > 0 ? fieldsTable(field, deep - 1) : null;
    const type = element('td', {}, typeOf(field), ...(inner ? [inner] : []));
    return element('tr', {}, element('td', {}, element('code', {}, name + (required.includes(name) ? '' : '?'))), type,
      element('td', {}, field.description ?? resolve(field).description ?? ''));
  });
  return rows.length ? element('table', {}, ...rows) : null;
}

function bodyOf(content = {}) {
  return Object.values(content)[0]?.schema;
}

function operationView(path, method, operation) {
  const parts = [];
  const parameters = (operation.parameters ?? []).map((parameter) =>
    element('tr', {}, element('td', {}, element('code', {}, parameter.name)), element('td', {}, parameter.in),
      element('td', {}, typeOf(parameter.schema)), element('td', {}, parameter.description ?? '')));
  if (parameters.length) parts.push(element('table', {}, ...parameters));
  const sent = bodyOf(operation.requestBody?.content);
  if (sent) parts.push(element('h3', {}, `Body: ${typeOf(sent)}`), fieldsTable(sent) ?? '');
  const statuses = Object.keys(operation.responses);
  for (const status of statuses.filter((name) => name.startsWith('2'))) {
    const schema = bodyOf(operation.responses[status].content);
    const fields = schema ? fieldsTable(schema) : null;
    parts.push(element('h3', {}, `${status}: ${schema ? typeOf(schema) : 'nothing'}`), ...(fields ? [fields] : []));
  }
  const problems = statuses.filter((name) => !name.startsWith('2')).sort();
  parts.push(element('p', { class: 'summary' }, `Problems: ${problems.join(', ')}`));
  return element('details', { id: operation.operationId },
    element('summary', {}, element('span', { class: 'method' }, method.toUpperCase()), element('code', {}, path),
      element('span', { class: 'summary' }, operation.description ?? operation.summary ?? '')), ...parts);
}

const byTag = new Map();
for (const [path, operations] of Object.entries(api.paths)) {
  for (const method of METHODS.filter((name) => operations[name])) {
    const tag = operations[method].tags?.[0] ?? 'other';
    if (!byTag.has(tag)) byTag.set(tag, []);
    byTag.get(tag).push(operationView(path, method, operations[method]));
  }
}

const main = document.getElementById('operations');
const contents = document.getElementById('contents');
const section = (name, ...children) => {
  const id = `section-${name.replaceAll(' ', '-')}`;
  main.append(element('section', { id }, element('h2', {}, name), ...children));
  contents.append(element('li', {}, element('a', { href: `#${id}` }, name)));
};
for (const [tag, views] of [...byTag].sort()) section(tag, ...views);
section('problem codes', element('table', {}, ...api['x-problem-codes'].map(({ code, status, advice }) =>
  element('tr', { id: `problem-${code}` }, element('td', {}, element('code', {}, code)),
    element('td', {}, String(status)), element('td', {}, advice)))));
section('field codes', element('table', {}, ...api['x-field-codes'].map(({ code, detail }) =>
  element('tr', {}, element('td', {}, element('code', {}, code)), element('td', {}, detail)))));
if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();

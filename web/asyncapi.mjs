// Says what AsyncAPI's own parser finds in a document: `node asyncapi.mjs docs/protocol/asyncapi.json`. Hints count, too.
import { Parser } from '@asyncapi/parser';
import { readFileSync } from 'node:fs';

const [, , source] = process.argv;
const found = await new Parser().validate(readFileSync(source, 'utf8'), { source });
for (const { code, path, message } of found) console.error(`${path.join('/')}: ${message} (${code})`);
process.exit(found.length === 0 ? 0 : 1);

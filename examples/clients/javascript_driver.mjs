// A driver for the AWS SDK for JavaScript v3: `node javascript_driver.mjs [SERVICE [PROTOCOL]]`, with
// SHAPEPROOF_ENDPOINT set. PROTOCOL is for services that speak several. Node searches the package of
// the service's client next to this file, above it, and in the folders of NODE_PATH.
import { createRequire } from "node:module";

const CONNECT_MS = 2000, READ_MS = 3000, ATTEMPTS = 2;
const PROTOCOLS = {
  "json": "AwsJson1_0Protocol", "query": "AwsQueryProtocol",
  "smithy-rpc-v2-cbor": "AwsSmithyRpcV2CborProtocol",
};
const service = process.argv[2] ?? "amplifybackend", protocol = PROTOCOLS[process.argv[3]];
const load = createRequire(import.meta.url);
const sdk = load(`@aws-sdk/client-${service}`);
const { version } = load(`@aws-sdk/client-${service}/package.json`);
const { NormalizedSchema } = createRequire(load.resolve(`@aws-sdk/client-${service}`))("@smithy/core/schema");

let sent = false; // whether the current call has sent anything

class Unsupported extends Error {} // an operation, or a member, that the client does not have

function makeClient() {
  const name = Object.keys(sdk).find((key) => /^[A-Z].*Client$/.test(key));
  const client = new sdk[name]({
    endpoint: process.env.SHAPEPROOF_ENDPOINT,
    maxAttempts: ATTEMPTS,
    retryMode: "standard",
    disableHostPrefix: true, // PREFIX.127.0.0.1 does not exist
    ...(protocol && { protocol: load("@aws-sdk/core/protocols")[protocol] }),
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: READ_MS,
      socketTimeout: READ_MS,
      throwOnRequestTimeout: true,
    },
  });
  const note = (next) => (args) => { sent = true; return next(args); };
  client.middlewareStack.add(note, { step: "deserialize", priority: "low", name: "noteSent" });
  return client;
}

// All pages of an operation as one: lists are joined, everything else is from the last page. So a
// token occurs only if the client stopped before the end.
async function allPages(client, operation, params) {
  const paginate = sdk[`paginate${operation}`];
  if (!paginate) throw new Unsupported(`$paginate:${operation}`);
  const joined = {};
  for await (const page of paginate({ client }, params)) {
    for (const name of new Set([...Object.keys(joined), ...Object.keys(page)])) {
      if (Array.isArray(page[name])) joined[name] = [...(joined[name] ?? []), ...page[name]];
      else if (!Array.isArray(joined[name])) joined[name] = page[name];
    }
  }
  return joined;
}

function perform(client, { operation, params }) {
  const [, paginated] = operation.match(/^\$paginate:(.*)$/) ?? [];
  const Command = sdk[`${paginated ?? operation}Command`];
  if (!Command) throw new Unsupported(operation);
  const command = new Command(valueIn(params));
  refuseUnknown(command.schema?.[4], command.input);
  return paginated ? allPages(client, paginated, command.input) : client.send(command);
}

// A member that the client's own schema lacks would be dropped in silence. Schemas are functions,
// numbers or lists that NormalizedSchema reads; clients from before they had them say nothing.
function refuseUnknown(given, value) {
  if (given === undefined || value === null || typeof value !== "object") return;
  const schema = NormalizedSchema.of(given);
  const each = (part, item) => refuseUnknown(part.getValueSchema(), item);
  if (schema.isListSchema() && Array.isArray(value)) value.forEach((item) => each(schema, item));
  if (schema.isMapSchema()) Object.values(value).forEach((item) => each(schema, item));
  if (!schema.isStructSchema()) return;
  const members = schema.getMemberSchemas();
  for (const [name, member] of Object.entries(value)) {
    if (!Object.hasOwn(members, name)) throw new Unsupported(`${schema.getName()}.${name}`);
    refuseUnknown(members[name], member);
  }
}

// Errors that the server answered with have its status, even if their body was not readable (a
// SyntaxError); a success that was not readable has a status below 300. An exception before anything
// was sent is a refusal of the parameters.
function failure(error) {
  const { name, message, stack, $metadata, $response, $fault, $service, ...fields } = error;
  const status = error.$metadata?.httpStatusCode;
  const kind = !sent ? "validation" : status >= 300 ? "service" : "transport";
  const described = { kind, code: String(error.name), message: String(error.message) };
  return kind === "service" ? { ...described, status, fields: valueOut(fields) } : described;
}

function valueIn(value) {
  if (Array.isArray(value)) return value.map(valueIn);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.$blob === "string") return new Uint8Array(Buffer.from(value.$blob, "base64"));
  if (typeof value.$timestamp === "string") return new Date(value.$timestamp);
  if (typeof value.$float === "string") return Number(value.$float);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, valueIn(member)]));
}

function valueOut(value) {
  if (Array.isArray(value)) return value.map(valueOut);
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && !Number.isFinite(value)) return { $float: String(value) };
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Date) return { $timestamp: value.toISOString() };
  if (value instanceof Uint8Array) return { $blob: Buffer.from(value).toString("base64") };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, valueOut(member)]));
}

async function answer(client, call) {
  sent = false;
  try {
    const { $metadata, ...output } = await perform(client, call);
    for (const [name, value] of Object.entries(output)) {
      if (value?.transformToByteArray) output[name] = await value.transformToByteArray();
    }
    return { id: call.id, ok: true, output: valueOut(output) };
  } catch (error) {
    if (error instanceof Unsupported) return { id: call.id, unsupported: true };
    return { id: call.id, ok: false, error: failure(error) };
  }
}

// Lines end only at a line feed: node:readline would also end them at U+2028, which JSON allows.
async function* lines(stream) {
  let rest = "";
  for await (const piece of stream.setEncoding("utf8")) {
    const whole = (rest + piece).split("\n");
    rest = whole.pop();
    yield* whole;
  }
}

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
console.log = console.info = console.debug = console.error; // only answers go to stdout

const client = makeClient();
const paginates = Object.keys(sdk).some((name) => name.startsWith("paginate"));
say({
  hello: 1,
  client: `@aws-sdk/client-${service} ${version}`,
  supports: paginates ? ["paginate"] : [],
  traits: [],
});
for await (const line of lines(process.stdin)) {
  say(await answer(client, JSON.parse(line)));
}

import createClient from "openapi-fetch";
import { actOnce, reach, requestHeaders, settleAnswer } from "./request";
import type { components, paths } from "./schema.generated";

/** The shapes of docs/openapi.json by name. */
export type Schemas = components["schemas"];

type Method = "get" | "post" | "delete";
type PathWith<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths];
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer Op> ? Op : never;

type Answer<Op> = Op extends { responses: { 200: { content: { "application/json": infer T } } } } ? T : undefined;
type Body<Op> = Op extends { requestBody: { content: { "application/json": infer T } } } ? { body: T }
  : Op extends { requestBody?: { content: { "application/json": infer T } } } ? { body?: T } : { body?: never };
type Path<Op> = Op extends { parameters: { path: infer T extends object } } ? { path: T } : { path?: never };
type Query<Op> = Op extends { parameters: { query?: infer T } } ? { query?: T | undefined } : { query?: never };
type Given<Op> = Path<Op> & Query<Op> & Body<Op>;
/** The last argument may be left out where nothing must be given. */
type MaybeGiven<Op> = object extends Given<Op> ? [given?: Given<Op>] : [given: Given<Op>];

interface AnyGiven {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
}

interface Fetched {
  data?: unknown;
  error?: unknown;
  response: Response;
}

const http = createClient<Record<string, Record<string, never>>>({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
  fetch: (request) => reach(request),
});

/** openapi-fetch fills the address and writes and reads the bodies; what the answer means is said in one place. */
async function send(method: Method, path: string, given: AnyGiven, key?: string, signal?: AbortSignal): Promise<unknown> {
  const init = {
    params: { path: given.path ?? {}, query: withoutEmpty(given.query) },
    headers: requestHeaders(method.toUpperCase(), key),
    ...(given.body === undefined ? {} : { body: given.body }),
    ...(signal ? { signal } : {}),
  };
  const { data, error, response } = (await http.request(method, path as never, init as never)) as Fetched;
  return settleAnswer(response, response.ok ? data : error);
}

function withoutEmpty(query: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ""));
}

/** Reads a resource of the API's description. Throws Problem. */
export async function get<P extends PathWith<"get">>(
  path: P,
  given: Path<Operation<P, "get">> & Query<Operation<P, "get">>,
  signal?: AbortSignal,
): Promise<Answer<Operation<P, "get">>> {
  return (await send("get", path, given as AnyGiven, undefined, signal)) as Answer<Operation<P, "get">>;
}

/** Runs a command of the API's description under one idempotency key for the act (see actOnce). Throws Problem. */
export async function run<P extends PathWith<"post">>(
  path: P,
  ...[given]: MaybeGiven<Operation<P, "post">>
): Promise<Answer<Operation<P, "post">>> {
  const sent = (given ?? {}) as AnyGiven;
  const fingerprint = `${path} ${JSON.stringify(sent)}`;
  return (await actOnce(fingerprint, (key) => send("post", path, sent, key))) as Answer<Operation<P, "post">>;
}

/** Posts or deletes what is not a command: signing in and out. Throws Problem. */
export async function tell<P extends PathWith<M>, M extends "post" | "delete">(
  method: M,
  path: P,
  ...[given]: MaybeGiven<Operation<P, M>>
): Promise<Answer<Operation<P, M>>> {
  return (await send(method, path, (given ?? {}) as AnyGiven)) as Answer<Operation<P, M>>;
}

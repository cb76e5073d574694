import { Acts } from "./acts";
import { reportLine } from "./line";
import { Problem, isUnreachable, problemFrom } from "./problem";

/** Requests that take longer than this are given up (uploads have no limit of their own). */
const TIMEOUT_MS = 20_000;
const RETRY_DELAYS_MS = [400, 1_500];

let language = "vi";
let onSignedOut: () => void = () => undefined;
const acts = new Acts();

/** The language in which the server shall word its answers. */
export function setRequestLanguage(code: string): void {
  language = code;
}

/** What to do when the server says that the session is over (401). */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler;
}

/** The CSRF token that Django put in the cookie, or an empty string before the first answer. */
export function csrfToken(cookie: string = document.cookie): string {
  const pair = cookie.split("; ").find((entry) => entry.startsWith("csrftoken="));
  return decodeURIComponent(pair?.slice("csrftoken=".length) ?? "");
}

/** The headers of every request: the reader's language, and the CSRF token for anything that changes state. */
export function requestHeaders(method: string, key?: string): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": language };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (key !== undefined) headers["Idempotency-Key"] = key;
  return headers;
}

async function readBody(response: Response): Promise<unknown> {
  const type = response.headers.get("Content-Type") ?? "";
  if (response.status === 204 || !type.includes("json")) return undefined;
  return response.json().catch(() => undefined);
}

/** The value of an answer whose body was read, or its Problem thrown; a 401 also ends the session on this side. */
export function settleAnswer(response: Response, body: unknown): unknown {
  reportLine(true);
  if (response.ok) return body;
  if (response.status === 401) onSignedOut();
  throw problemFrom(response.status, body, response.headers.get("Retry-After"));
}

/** `fetch` that throws `Problem.unreachable()` when no answer came. An abort by the caller stays an abort. */
export async function reach(input: Request | string, init: RequestInit = {}): Promise<Response> {
  const given = typeof input === "string" ? init.signal : input.signal;
  const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(given ? [given] : [])]);
  try {
    return await fetch(input, { ...init, signal, credentials: "same-origin" });
  } catch (error) {
    if (given?.aborted) throw error;
    reportLine(false);
    throw Problem.unreachable();
  }
}

interface Sent extends Omit<RequestInit, "headers"> {
  headers?: Record<string, string>;
  key?: string;
}

/** Sends one request and gives the parsed JSON. Throws Problem. */
export async function request<T>(method: string, path: string, init: Sent = {}): Promise<T> {
  const { key, headers, ...rest } = init;
  const response = await reach(path, { ...rest, method, headers: { ...requestHeaders(method, key), ...headers } });
  return settleAnswer(response, await readBody(response)) as T;
}

/** Reads a whole file of this media type. Throws Problem. */
export async function readFile(path: string, mediaType: string, signal: AbortSignal): Promise<Blob> {
  const response = await reach(path, { headers: { ...requestHeaders("GET"), Accept: mediaType }, signal });
  return settleAnswer(response, response.ok ? await response.blob() : await readBody(response)) as Blob;
}

/** Reads `path` (from `/api` on), with the query's empty values left out. Throws Problem. */
export function read<T>(path: string, query: Record<string, string | number | undefined> = {}, signal?: AbortSignal): Promise<T> {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
  return request<T>("GET", search ? `${path}?${search}` : path, signal ? { signal } : {});
}

/** Sends a body that is not a command (sign in, read receipts). Throws Problem. */
export function send<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  return request<T>(method, path, jsonBody(body));
}

function jsonBody(body: unknown): Sent {
  if (body === undefined) return {};
  return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

/** The longest wait before a command is sent again by itself. */
const LONGEST_PAUSE_MS = 5_000;

/** Nothing was done yet, or nothing is known: the same act may be sent again under its key. */
function mayRepeat(error: unknown): error is Problem {
  return isUnreachable(error) || (error instanceof Problem && error.status === 503);
}

function waitFor(problem: Problem, delay: number): number {
  return Math.min(LONGEST_PAUSE_MS, Math.max(delay, (problem.retryAfter ?? 0) * 1000));
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function untilAnswered<T>(attempt: () => Promise<T>, delays: number[]): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const [delay, ...later] = delays;
    if (!mayRepeat(error) || delay === undefined) throw error;
    await pause(waitFor(error, delay));
    return untilAnswered(attempt, later);
  }
}

/**
 * Runs one user act under one idempotency key: `attempt` is called again with the same key when no answer
 * came or the server was busy, and a later call with the same fingerprint keeps that key until it was answered.
 */
export async function actOnce<T>(
  fingerprint: string,
  attempt: (key: string) => Promise<T>,
  delays: number[] = RETRY_DELAYS_MS,
): Promise<T> {
  const key = acts.keyOf(fingerprint);
  try {
    const answer = await untilAnswered(() => attempt(key), delays);
    acts.settle(fingerprint);
    return answer;
  } catch (error) {
    if (!mayRepeat(error)) acts.settle(fingerprint);
    throw error;
  }
}

/** Sends a command: POST with CSRF and Idempotency-Key, the same key on every retry of this act. Throws Problem. */
export function command<T = unknown>(path: string, body: unknown = {}): Promise<T> {
  const fingerprint = `${path} ${JSON.stringify(body)}`;
  return actOnce(fingerprint, (key) => request<T>("POST", path, { ...jsonBody(body), key }));
}

/** Sends a command once under a key that its caller keeps, without trying again. Throws Problem. */
export function sendOnce<T = unknown>(path: string, body: unknown, key: string): Promise<T> {
  return request<T>("POST", path, { ...jsonBody(body), key });
}

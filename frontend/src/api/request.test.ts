import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isLineReachable, reportLine } from "./line";
import { Problem } from "./problem";
import { actOnce, command, csrfToken, read, setRequestLanguage, setSignedOutHandler } from "./request";

type Sent = { path: string; headers: Record<string, string>; body: unknown };
let sent: Sent[] = [];
let answers: (() => Promise<Response>)[] = [];

function json(status: number, body: unknown, headers: Record<string, string> = {}): () => Promise<Response> {
  const type = status < 400 ? "application/json" : "application/problem+json";
  return () => Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": type, ...headers } }));
}
const broken = () => Promise.reject(new TypeError("network"));

beforeEach(() => {
  sent = [];
  document.cookie = "csrftoken=abc%3D";
  reportLine(true);
  setRequestLanguage("vi");
  setSignedOutHandler(() => undefined);
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    sent.push({ path, headers: init.headers as Record<string, string>, body: init.body });
    const answer = answers.shift();
    return answer ? answer() : broken();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const keys = () => sent.map(({ headers }) => headers["Idempotency-Key"]);
const attempt = (path: string) => () => command<{ ok: boolean }>(path, { a: 1 });

describe("a command", () => {
  it("carries the CSRF token, the language and a key of its own", async () => {
    answers = [json(200, { ok: true }), json(200, { ok: true })];
    await attempt("/api/x")();
    await attempt("/api/x")();
    expect(sent[0]?.headers).toMatchObject({ "X-CSRFToken": "abc=", "Accept-Language": "vi" });
    expect(keys()[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(keys()[1]).not.toBe(keys()[0]);
  });

  it("is sent again under the same key while no answer comes", async () => {
    vi.useFakeTimers();
    answers = [broken, json(200, { ok: true })];
    const answer = command<{ ok: boolean }>("/api/retry");
    await vi.runAllTimersAsync();
    expect(await answer).toEqual({ ok: true });
    expect(keys()).toHaveLength(2);
    expect(new Set(keys()).size).toBe(1);
  });

  it("waits as long as a busy server asks, and keeps its key", async () => {
    vi.useFakeTimers();
    answers = [json(503, { code: "busy" }, { "Retry-After": "2" }), json(200, { ok: true })];
    const answer = command("/api/busy");
    await vi.advanceTimersByTimeAsync(1_900);
    expect(sent).toHaveLength(1);
    await vi.runAllTimersAsync();
    await answer;
    expect(new Set(keys()).size).toBe(1);
    expect(sent).toHaveLength(2);
  });

  it("keeps its key when the person presses again after the line broke, and takes a new one after an answer", async () => {
    const once = (value: number) => actOnce("press", () => Promise.resolve(value), []);
    const seen: string[] = [];
    const lost = (key: string) => {
      seen.push(key);
      return Promise.reject<number>(Problem.unreachable());
    };
    await expect(actOnce("press", lost, [])).rejects.toThrow();
    await expect(actOnce("press", lost, [])).rejects.toThrow();
    expect(new Set(seen).size).toBe(1);
    await once(1);
    await expect(actOnce("press", lost, [])).rejects.toThrow();
    expect(new Set(seen).size).toBe(2);
  });

  it("takes a new key after a refusal, because the corrected act is another act", async () => {
    answers = [json(422, { code: "bad_input", title: "Sai" }), json(200, {})];
    await expect(command("/api/refused", { n: 1 })).rejects.toMatchObject({ status: 422 });
    await command("/api/refused", { n: 1 });
    expect(keys()[1]).not.toBe(keys()[0]);
  });
});

describe("a refusal", () => {
  it("becomes a Problem with its fields and what to do", async () => {
    const body = { code: "bad_input", title: "Sai", detail: "d", action: "sửa", errors: [{ field: "title", message: "trống" }] };
    answers = [json(422, body)];
    const problem = await read("/api/y").catch((error: unknown) => error as Problem);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ status: 422, code: "bad_input", title: "Sai", action: "sửa" });
    expect((problem as Problem).fieldMessages).toEqual({ title: "trống" });
  });

  it("ends the session on this side when it is a 401", async () => {
    const signedOut = vi.fn();
    setSignedOutHandler(signedOut);
    answers = [json(401, { code: "not_signed_in" })];
    await expect(read("/api/y")).rejects.toMatchObject({ status: 401 });
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it("that is no JSON at all still has a status and a code", async () => {
    answers = [() => Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502 }))];
    await expect(read("/api/y")).rejects.toMatchObject({ status: 502, code: "http_502" });
  });
});

describe("the line", () => {
  it("is told to be lost when no answer comes, and back with the next answer", async () => {
    answers = [broken, json(200, [])];
    await expect(read("/api/z")).rejects.toMatchObject({ code: "unreachable" });
    expect(isLineReachable()).toBe(false);
    await read("/api/z");
    expect(isLineReachable()).toBe(true);
  });
});

describe("reading", () => {
  it("leaves out empty query values and needs no key", async () => {
    answers = [json(200, [])];
    await read("/api/meetings", { scope: "today", query: "", page: 2, unit: undefined });
    expect(sent[0]?.path).toBe("/api/meetings?scope=today&page=2");
    expect(sent[0]?.headers["Idempotency-Key"]).toBeUndefined();
  });

  it("finds the CSRF token among other cookies", () => {
    expect(csrfToken("a=1; csrftoken=t%2Bk; b=2")).toBe("t+k");
    expect(csrfToken("a=1")).toBe("");
  });
});

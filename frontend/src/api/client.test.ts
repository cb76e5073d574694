// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.stubGlobal("document", { cookie: "csrftoken=token", documentElement: {} });
vi.stubGlobal("window", { location: { origin: "http://office.example" } });
const { get, run, tell } = await import("./client");

let sent: Request[] = [];
let answers: (() => Response)[] = [];

const json = (status: number, body: unknown) => () =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/problem+json" } });

beforeEach(() => {
  sent = [];
  vi.stubGlobal("fetch", (request: Request) => {
    sent.push(request);
    const answer = answers.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError("network"));
  });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("the described client", () => {
  it("fills the address and leaves out empty query values", async () => {
    answers = [json(200, { items: [] })];
    await get("/api/meetings", { query: { scope: "today", query: "", page: 2 } });
    expect(sent[0]?.url).toBe("http://office.example/api/meetings?scope=today&page=2");
    expect(sent[0]?.headers.has("Idempotency-Key")).toBe(false);
  });

  it("sends a command with body, key and CSRF token, and gives its answer", async () => {
    answers = [json(200, { id: "m" })];
    const answer = await run("/api/meetings/{meeting_id}/return", { path: { meeting_id: "m 1" }, body: { reason: "thiếu" } });
    const request = sent[0];
    expect(answer).toEqual({ id: "m" });
    expect(request?.url).toBe("http://office.example/api/meetings/m%201/return");
    expect(request?.headers.get("X-CSRFToken")).toBe("token");
    expect(request?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await request?.json()).toEqual({ reason: "thiếu" });
  });

  it("repeats a command under its key when the line broke", async () => {
    vi.useFakeTimers();
    answers = [() => { throw new TypeError("network"); }, json(200, {})];
    const answer = run("/api/meetings/{meeting_id}/publish", { path: { meeting_id: "m" } });
    await vi.runAllTimersAsync();
    await answer;
    expect(sent).toHaveLength(2);
    expect(sent[1]?.headers.get("Idempotency-Key")).toBe(sent[0]?.headers.get("Idempotency-Key"));
  });

  it("throws the problem that the server describes", async () => {
    answers = [json(409, { code: "meeting_wrong_status", title: "Sai trạng thái", detail: "d" })];
    await expect(run("/api/meetings/{meeting_id}/publish", { path: { meeting_id: "x" } })).rejects.toMatchObject({
      status: 409, code: "meeting_wrong_status", title: "Sai trạng thái",
    });
  });

  it("signs out without a key", async () => {
    answers = [json(200, { user: null })];
    expect(await tell("delete", "/api/session")).toEqual({ user: null });
    expect(sent[0]?.method).toBe("DELETE");
    expect(sent[0]?.headers.has("Idempotency-Key")).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { outdated, routeOf } from "./routes";

const ORIGIN = "https://hop.example";
const asked = (path: string, mode = "cors", method = "GET") => routeOf({ method, mode, url: ORIGIN + path }, ORIGIN);

describe("what the worker keeps", () => {
  it("is the shell and the built files", () => {
    expect(asked("/meetings/1", "navigate")).toBe("shell");
    expect(asked("/assets/index-abc.js")).toBe("asset");
  });

  it.each(["/api/session", "/api/documents/1/file", "/healthz", "/ca.crt", "/sw.js", "/media/rtc", "/protected/a"])("is never %s", (path) => {
    expect(asked(path)).toBe("pass");
    expect(asked(path, "navigate")).toBe("pass");
  });

  it("is nothing that is sent, and nothing of others", () => {
    expect(asked("/assets/a.js", "cors", "POST")).toBe("pass");
    expect(routeOf({ method: "GET", mode: "navigate", url: "https://other.example/" }, ORIGIN)).toBe("pass");
  });

  it("is of the newest two versions only", () => {
    expect(outdated(["other", "ecabinet-1", "ecabinet-2", "ecabinet-3"], "ecabinet-")).toEqual(["ecabinet-1"]);
    expect(outdated(["ecabinet-1", "ecabinet-2"], "ecabinet-")).toEqual([]);
  });
});

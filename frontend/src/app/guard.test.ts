import { describe, expect, it } from "vitest";
import { safeTarget } from "./guard";

describe("where to go after signing in", () => {
  it("is the page one came from", () => {
    expect(safeTarget("/meetings/1/prepare?section=people")).toBe("/meetings/1/prepare?section=people");
  });

  it("is never another site, nor the sign-in page itself", () => {
    for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/sign-in?next=/", "", null]) {
      expect(safeTarget(next), String(next)).toBe("/");
    }
  });
});

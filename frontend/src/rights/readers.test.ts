import { describe, expect, it } from "vitest";
import type { ReadingRights } from "@/api/rights";
import { inputOf, named } from "./readers";

const KNOWN: ReadingRights = {
  document_id: "d",
  is_limited: true,
  rights: [
    {
      whom: "person:p",
      name: "Nguyễn Văn A",
      since: null,
      until: "2026-01-02T03:04:05Z",
      may_print: true,
      may_download: false,
      given_at: "2026-01-01T00:00:00Z",
      given_by: "Trần Thu Ký",
      standing: "over",
    },
  ],
};

describe("the readers of a document", () => {
  it("are sent back as they are known, without what the server alone says", () => {
    const [first] = named(KNOWN);
    expect(first).toEqual({
      input: { whom: "person:p", since: null, until: "2026-01-02T03:04:05Z", may_print: true, may_download: false },
      name: "Nguyễn Văn A",
      standing: "over",
    });
  });

  it("read on the screen only until somebody says more", () => {
    expect(inputOf("role:guest")).toEqual({ whom: "role:guest", since: null, until: null, may_print: false, may_download: false });
  });
});

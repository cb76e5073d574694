import { describe, expect, it } from "vitest";
import type { MeetingRow, PresentedView } from "@/live";
import { viewOf, withPresentedPage } from "./presented";

const VIEW: PresentedView = {
  document_id: "d", page: 7, region: { x: 0, y: 0, width: 1, height: 1 }, screen: "s", by: "A", at: "2026-11-22T09:00:00Z",
};

function meeting(layout: object): MeetingRow {
  return { id: "m", layout } as unknown as MeetingRow;
}

describe("the presented page", () => {
  it("is the one that was turned to last", () => {
    const shown = meeting({ mode: "document", document_id: "d", page: 1 });
    expect(withPresentedPage(shown, { presenting: VIEW }).layout.page).toBe(7);
    expect(viewOf(shown, { presenting: VIEW })).toBe(VIEW);
  });

  it.each([
    ["another document", { mode: "document", document_id: "e", page: 1 }],
    ["another layout", { mode: "grid", document_id: null, page: null }],
  ])("is not taken for %s", (_name, layout) => {
    const shown = meeting(layout);
    expect(withPresentedPage(shown, { presenting: VIEW })).toBe(shown);
    expect(viewOf(shown, { presenting: VIEW })).toBeNull();
  });

  it("is that of the layout while no page was turned", () => {
    const shown = meeting({ mode: "document", document_id: "d", page: 3 });
    expect(withPresentedPage(shown, {})).toBe(shown);
    expect(withPresentedPage(shown, { presenting: null })).toBe(shown);
  });
});

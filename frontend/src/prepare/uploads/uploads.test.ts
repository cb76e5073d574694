import { describe, expect, it } from "vitest";
import { LARGEST_BYTES, refusalOf, titleFromName } from "./files";
import { uploadsAfter, type Upload } from "./useUploads";

const upload = (id: string): Upload => ({ id, itemId: "i", name: id, sent: 0, status: "waiting", reason: "", mayRetry: false });

describe("uploads", () => {
  it("are added, change one by one, and go", () => {
    const two = uploadsAfter([], { type: "added", uploads: [upload("a"), upload("b")] });
    const half = uploadsAfter(two, { type: "changed", id: "b", change: { status: "sending", sent: 0.5 } });
    expect(half.map(({ sent }) => sent)).toEqual([0, 0.5]);
    expect(uploadsAfter(half, { type: "gone", id: "a" }).map(({ id }) => id)).toEqual(["b"]);
  });
});

describe("refusalOf", () => {
  it("takes papers and pictures by type or by name, up to the limit", () => {
    expect(refusalOf({ type: "application/pdf", name: "a", size: LARGEST_BYTES })).toBeNull();
    expect(refusalOf({ type: "", name: "A.PDF", size: 1 })).toBeNull();
    expect(refusalOf({ type: "image/png", name: "a", size: 1 })).toBeNull();
    expect(refusalOf({ type: "", name: "To trinh.DOCX", size: 1 })).toBeNull();
    expect(refusalOf({ type: "video/mp4", name: "a.mp4", size: 1 })).toBe("wrong_kind");
    expect(refusalOf({ type: "application/pdf", name: "a.pdf", size: 0 })).toBe("empty");
    expect(refusalOf({ type: "application/pdf", name: "a.pdf", size: LARGEST_BYTES + 1 })).toBe("too_large");
  });
});

describe("titleFromName", () => {
  it("drops the ending and the separators", () => {
    expect(titleFromName("Bao_cao--quy-3.v2.pdf")).toBe("Bao cao quy 3.v2");
    expect(titleFromName("Tờ trình")).toBe("Tờ trình");
  });
});

import { describe, expect, it } from "vitest";
import { LARGEST_BYTES, refusalOf, titleFromName } from "./files";
import { Sha256 } from "./sha256";
import { Line, uploadsAfter, type Upload } from "./useUploads";

const upload = (id: string): Upload => ({
  id, itemId: "i", name: id, fileName: id, sent: 0, resumed: 0, status: "waiting", reason: "", mayRetry: false, mayPause: false,
});

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

describe("Sha256", () => {
  const hashed = (text: string, cut: number) => {
    const bytes = new TextEncoder().encode(text);
    const hash = new Sha256();
    hash.update(bytes.subarray(0, cut));
    hash.update(bytes.subarray(cut));
    return hash.hex();
  };

  it("gives the hashes of FIPS 180-4, however the bytes come", () => {
    expect(hashed("", 0)).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hashed("abc", 1)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    for (const cut of [0, 1, 55, 56]) expect(hashed(two, cut)).toBe("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    expect(hashed("a".repeat(1_000_000), 999_999)).toBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  });
});

describe("Line", () => {
  it("runs two at a time, the next when one has ended", async () => {
    const line = new Line();
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    for (const n of [1, 2, 3]) {
      line.add(() => {
        begun.push(n);
        return new Promise((resolve) => ends.push(resolve));
      });
    }
    expect(begun).toEqual([1, 2]);
    ends[0]?.();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    expect(begun).toEqual([1, 2, 3]);
  });
});

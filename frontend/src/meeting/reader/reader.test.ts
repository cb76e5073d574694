import { afterEach, describe, expect, it, vi } from "vitest";
import { fetchSlice, totalLength } from "./ranges";
import { findAll, plain, touchedPieces } from "./search";

describe("searching Vietnamese text", () => {
  it("finds with and without marks and case", () => {
    expect(findAll("Điều kiện BIỂU QUYẾT, biểu quyết", "bieu quyet")).toEqual([8, 18]);
    expect(findAll("thủ tục hành\nchính", "hanh chinh")).toHaveLength(1);
    expect(findAll("đường truyền", "ĐƯỜNG")).toEqual([0]);
    expect(findAll("abc", "  ")).toEqual([]);
  });

  it("keeps positions, so a match can be shown where it is", () => {
    const text = "Hội nghị trực tuyến ﬁ";
    expect(plain(text)).toHaveLength(text.length);
  });

  it("names every piece that a match runs over", () => {
    expect(touchedPieces(["Biểu ", "quy", "ết ngay"], "biểu quyết")).toEqual(new Set([0, 1, 2]));
    expect(touchedPieces(["a", "b", "c"], "b")).toEqual(new Set([1]));
    expect(touchedPieces(["hệ thống", "", "thông tin"], "thong thong")).toEqual(new Set([0, 2]));
  });
});

describe("totalLength", () => {
  it.each([
    ["bytes 0-65535/2048000", 2048000],
    ["bytes 0-1/*", null],
    [null, null],
  ])("%s is %s", (header, length) => {
    expect(totalLength(header)).toBe(length);
  });
});

describe("fetchSlice", () => {
  afterEach(() => vi.unstubAllGlobals());

  const file = Uint8Array.from({ length: 250 }, (_, index) => index);
  const never = new AbortController().signal;

  function serve(limit: number) {
    const fetched = vi.fn((_url: string, init: RequestInit) => {
      const range = new Headers(init.headers).get("Range") ?? "";
      const [, from = "0", to = "0"] = /bytes=(\d+)-(\d+)/.exec(range) ?? [];
      const begin = Number(from);
      const end = Math.min(Number(to) + 1, file.length, begin + limit);
      const headers = { "Content-Range": `bytes ${begin}-${end - 1}/${file.length}` };
      return Promise.resolve(new Response(file.slice(begin, end), { status: 206, headers }));
    });
    vi.stubGlobal("fetch", fetched);
    return fetched;
  }

  it("asks on until it has all that the server gives in small pieces", async () => {
    const fetched = serve(40);
    const { bytes, total } = await fetchSlice("/x", 100, 200, never);
    expect(Array.from(bytes)).toEqual(Array.from(file.slice(100, 200)));
    expect(total).toBe(250);
    expect(fetched).toHaveBeenCalledTimes(3);
  });

  it("stops at the end of the file", async () => {
    serve(1_000);
    expect((await fetchSlice("/x", 200, 9_999, never)).bytes).toHaveLength(50);
  });

  it("takes its part when the server ignores the range", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(file, { status: 200 })));
    const { bytes, total } = await fetchSlice("/x", 10, 20, never);
    expect(Array.from(bytes)).toEqual(Array.from(file.slice(10, 20)));
    expect(total).toBe(250);
  });

  it("fails with the server's refusal", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status: 404 })));
    await expect(fetchSlice("/x", 0, 10, never)).rejects.toMatchObject({ status: 404 });
  });
});

import { afterEach, describe, expect, it, vi } from "vitest";
import { paragraphsOf, sentencesOf } from "./aloud";
import { fetchSlice, totalLength } from "./ranges";
import { nextHit } from "./SearchBar";
import { hitsOf, matchesIn, plain } from "./search";
import { completed } from "./settings";

describe("searching Vietnamese text", () => {
  it("finds with and without marks and case, across blanks and lines", () => {
    const spots = (text: string, query: string) => matchesIn([text], query).map(({ from, to }) => text.slice(from.offset, to.offset));
    expect(spots("Điều kiện BIỂU QUYẾT, biểu quyết", "bieu quyet")).toEqual(["BIỂU QUYẾT", "biểu quyết"]);
    expect(spots("thủ tục hành\nchính", "hanh chinh")).toEqual(["hành\nchính"]);
    expect(spots("đường truyền", "ĐƯỜNG")).toEqual(["đường"]);
    expect(spots("ngân sách nhà nước", '"sach nha"')).toEqual(["sách nhà"]);
    expect(spots("abc", "  ")).toEqual([]);
  });

  it("finds what is written in letters and marks apart", () => {
    const apart = "biểu quyết".normalize("NFD");
    expect(matchesIn([apart], "biểu quyết")).toEqual([{ from: { piece: 0, offset: 0 }, to: { piece: 0, offset: apart.length } }]);
  });

  it("says where a match begins and ends when it runs over several pieces", () => {
    expect(matchesIn(["Biểu ", "quy", "ết ngay"], "biểu quyết")).toEqual([{ from: { piece: 0, offset: 0 }, to: { piece: 2, offset: 2 } }]);
    expect(matchesIn(["hệ thống", "", "thông tin"], "thong thong")).toEqual([{ from: { piece: 0, offset: 3 }, to: { piece: 2, offset: 5 } }]);
  });

  it("keeps positions, so a match can be shown where it is", () => {
    const text = "Hội nghị trực tuyến ﬁ";
    expect(plain(text)).toHaveLength(text.length);
  });

  it("lists a page's hits with the words around them", () => {
    expect(hitsOf(4, "Kính gửi\nỦy ban nhân dân tỉnh", "nhan dan")).toEqual([
      { page: 4, index: 0, before: "Kính gửi Ủy ban ", words: "nhân dân", after: " tỉnh" },
    ]);
  });
});

describe("the next hit", () => {
  const hits = [2, 2, 5].map((page, index) => ({ page, index, before: "", words: "", after: "" }));

  it("is the first one from the page that is read, then one after another and round", () => {
    expect(nextHit(hits, null, 3, 1)).toBe(hits[2]);
    expect(nextHit(hits, null, 3, -1)).toBe(hits[1]);
    expect(nextHit(hits, hits[2] ?? null, 5, 1)).toBe(hits[0]);
    expect(nextHit(hits, hits[0] ?? null, 2, -1)).toBe(hits[2]);
    expect(nextHit([], null, 1, 1)).toBeUndefined();
  });
});

describe("reading aloud", () => {
  it("joins printed lines to paragraphs and keeps what begins anew", () => {
    expect(paragraphsOf("Căn cứ Luật\nTổ chức chính phủ;\n1. Nội dung\nthứ nhất\n\nNơi nhận")).toEqual([
      "Căn cứ Luật Tổ chức chính phủ;", "1. Nội dung thứ nhất", "Nơi nhận",
    ]);
  });

  it("speaks sentence by sentence, never a piece that is too long", () => {
    expect(sentencesOf("Kính thưa đồng chí. Xin báo cáo! Hết")).toEqual(["Kính thưa đồng chí.", "Xin báo cáo!", "Hết"]);
    const long = sentencesOf("một hai ba bốn ".repeat(60));
    expect(long.length).toBeGreaterThan(3);
    expect(Math.max(...long.map((piece) => piece.length))).toBeLessThanOrEqual(241);
    expect(long.join(" ").split(/\s+/)).toHaveLength(240);
  });
});

describe("what the reader remembers of how it shows pages", () => {
  it("takes what an earlier version kept", () => {
    expect(completed({ zoom: 1.5, night: true })).toMatchObject({ zoom: 1.5, night: true, beside: false, words: false });
    expect(completed({ zoom: 99, textSize: 7 })).toMatchObject({ zoom: 4, textSize: 1.25 });
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

import { describe, expect, it } from "vitest";
import { completeParts } from "@/live/reducer";
import type { FloorRow, Parts, QueueRow, SiteRow } from "@/live";
import type { MediaTile } from "@/media";
import { filterTiles, wallTiles } from "./wall";

const site = (id: string, name: string, status: SiteRow["status"] = "online") =>
  ({ site_id: id, name, status, media_identity: `site:${id}` }) as SiteRow;
const waits = (siteId: string, at: string) => ({ id: siteId, site_id: siteId, requested_at: at }) as QueueRow;
const quality = (value: MediaTile["quality"]) => ({ quality: value }) as MediaTile;

const PARTS: Parts = completeParts({
  sites: {
    a: site("a", "An Giang"), b: site("b", "Bắc Ninh"), c: site("c", "Cà Mau"), d: site("d", "Điện Biên", "offline"),
    e: site("e", "Đắk Lắk"), f: site("f", "Gia Lai"),
  },
  queue: { q1: waits("c", "2026-11-22T02:00:02Z"), q2: waits("b", "2026-11-22T02:00:01Z") },
  floor: { turn: { site_id: "f" } as FloorRow },
});
const MEDIA = { "site:e": quality("poor"), "site:a": quality("excellent") };

describe("the wall", () => {
  it("puts lost lines first, then weak ones, the speaker, those waiting in order, and the rest by name", () => {
    expect(wallTiles(PARTS, MEDIA).map((tile) => tile.site.site_id)).toEqual(["d", "e", "f", "b", "c", "a"]);
  });

  it("puts sites that were never there behind what happens, and counts in names as numbers", () => {
    const never = (id: string, name: string) => ({ ...site(id, name, "offline"), since: null });
    const sites = { x: never("x", "Xã 10"), y: never("y", "Xã 9"), ...PARTS.sites };
    expect(wallTiles({ ...PARTS, sites }, MEDIA).map((tile) => tile.site.site_id)).toEqual(["d", "e", "f", "b", "c", "y", "x", "a"]);
  });

  it("says quality in bars, and no bars for a lost line", () => {
    const bars = Object.fromEntries(wallTiles(PARTS, MEDIA).map((tile) => [tile.site.site_id, tile.bars]));
    expect(bars).toMatchObject({ a: 3, d: 0, e: 1 });
  });

  it("calls a speaking site lost when the media room misses it, and any site whose line it calls lost", () => {
    const troubles = (...args: Parameters<typeof wallTiles>) =>
      Object.fromEntries(wallTiles(...args).map((tile) => [tile.site.site_id, tile.trouble]));
    expect(troubles(PARTS, MEDIA, true)).toMatchObject({ f: "lost", b: null });
    expect(troubles(PARTS, MEDIA, false)).toMatchObject({ f: null });
    expect(troubles(PARTS, { "site:b": quality("lost") })).toMatchObject({ b: "lost" });
  });

  it("filters by trouble, by waiting and by words without marks", () => {
    const tiles = wallTiles(PARTS, MEDIA);
    const ids = (...args: Parameters<typeof filterTiles>) => filterTiles(...args).map((tile) => tile.site.site_id);
    expect(ids(tiles, "trouble", "")).toEqual(["d", "e"]);
    expect(ids(tiles, "waiting", "")).toEqual(["b", "c"]);
    expect(ids(tiles, "all", "dien bien")).toEqual(["d"]);
    expect(ids(tiles, "waiting", "an")).toEqual([]);
  });
});

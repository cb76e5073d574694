import { beforeAll, describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import { bitrate, megabytes, milliseconds, percent } from "./figures";

describe("figures", () => {
  beforeAll(() => i18n.changeLanguage("vi"));

  it.each([
    [bitrate(0), "0 kbit/s"],
    [bitrate(850_400), "850 kbit/s"],
    [bitrate(2_449_000), "2,4 Mbit/s"],
    [percent(0.0254), "2,5 %"],
    [megabytes(128_400_000), "128 MB"],
    [milliseconds(0.0042), "4,2 ms"],
    [milliseconds(0.31), "310 ms"],
  ])("%s reads %s", (told, expected) => {
    expect(told).toBe(expected);
  });
});

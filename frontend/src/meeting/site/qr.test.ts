import { describe, expect, it } from "vitest";
import { qrCode } from "./qr";

/** Rows as hexadecimal numbers; drawn by another encoder (python-qrcode 8) with the same mask and read back by zxing. */
const GOLDEN: Record<string, string> = {
  "Điểm cầu":
    "1fc37f 104f41 17515d 17565d 175d5d 105241 1fd57f 1c00 17c67c 10a536 ce525 2ab8c 11df52 1a30 1fc7cf 1" +
    "05eda 175b63 175824 1754bc 104450 1fd4fa",
  "https://hop.example.vn/meetings/3f0c9a52-8f2e-4d0b-9d7e-2f6f0d1f7a11?check-in=1&from=diem-cau-vinh-long-tai-tru-so":
    "1fc3e3ccd97f 1045654dd241 174af65c525d 174033d2035d 174751f55f5d 105e6f127841 1fd55555557f 95f1ed900" +
    " 12d7e1f566a0 1587ab000095 15dc49120609 1cb5972368f3 8dccf1df2b8 1f31ac319e29 1b4c251f81e4 6bc7e4b9c" +
    "90 461952ad041 9328c1792cc 18d046f3329d f0a74525160 ff615ff63f2 15155d12a113 55875589757 1517fb17e51" +
    "8 1df6d5f319f9 1b82038bb719 c5474a61912 12abb30d55e3 137b3326f8b3 160c5277ab88 2cd4311ba53 19a05f5e5" +
    "47a 1e6e6eed6e40 abe89d03203 160ce288561 f344a0182bb 136a51f979f1 1825132d13 1fc13f53b15e 1051351779" +
    "11 17421ffad3f9 175ad6ae09f8 174ae1e193f3 1042ab581808 1fd686f3e4f2",
};

const hexRows = (text: string) =>
  qrCode(text).map((row) => BigInt(`0b${row.map((dark) => (dark ? 1 : 0)).join("")}`).toString(16)).join(" ");

describe("qrCode", () => {
  it.each(Object.keys(GOLDEN))("draws %s as another encoder does", (text) => {
    expect(hexRows(text)).toBe(GOLDEN[text]);
  });

  it("grows with the text and refuses what does not fit", () => {
    expect(qrCode("x".repeat(14))).toHaveLength(21);
    expect(qrCode("x".repeat(15))).toHaveLength(25);
    expect(qrCode("x".repeat(213))).toHaveLength(57);
    expect(() => qrCode("x".repeat(214))).toThrow(RangeError);
  });
});

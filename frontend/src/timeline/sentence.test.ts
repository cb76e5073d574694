import { beforeAll, describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import { sentenceOf } from "./sentence";

const actor = { account_id: null, person_id: null, name: "Thư ký A", kind: "person" };
const say = (type: string, data: Record<string, unknown>) => sentenceOf({ type, data, actor }, i18n.t);

beforeAll(async () => {
  await i18n.changeLanguage("vi");
});

describe("the sentence of an event", () => {
  it("names who and what", () => {
    expect(say("item.opened", { number: "2", title: "Báo cáo" })).toBe("Bắt đầu nội dung 2: Báo cáo");
    expect(say("speak_request.made", { full_name: "Chủ tịch UBND tỉnh", site_name: "Vĩnh Long" })).toContain("Chủ tịch UBND tỉnh");
  });

  it("counts long lists and names the first three", () => {
    const people = ["An", "Bình", "Chi", "Dung", "Em"].map((full_name) => ({ full_name }));
    const sentence = say("participant.invited", { people });
    expect(sentence).toContain("5");
    expect(sentence).toContain("An, Bình, Chi và 2 mục khác");
  });

  it("puts the domain's words for its codes", () => {
    expect(say("attendance.marked", { full_name: "An", status: "absent" })).toBe("An: Vắng");
  });

  it("adds the reason where one was given", () => {
    expect(say("meeting.paused", { reason: "mất điện" })).toContain("mất điện");
  });

  it("says at least that something was recorded when the type is unknown", () => {
    expect(say("new.kind", {})).toContain("new.kind");
  });
});

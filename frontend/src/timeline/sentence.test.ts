import { beforeAll, describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import { sentenceOf, toldEvents, toldTogether } from "./sentence";

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
    expect(say("attendance.marked", { full_name: "An", attendance: "absent" })).toBe("An: Vắng");
  });

  it("tells the result of an election and of a poll whose time was over, and what a list's ballot marked", () => {
    const result = { sentence: "Trúng cử: An (5)", sentence_en: "Elected: An (5)", outcome: "partly" };
    const closed = (data: object) => say("poll.closed", { question: "Bầu?", reason: "", kind: "election", result, ...data });
    expect(closed({})).toBe("Kết thúc biểu quyết: Bầu?. Trúng cử: An (5)");
    expect(closed({ reason: "time_up" })).toBe("Hết giờ biểu quyết: Bầu?. Trúng cử: An (5)");
    expect(closed({ kind: "approval", result: { outcome: "adopted" } })).toBe("Kết thúc biểu quyết: Bầu?. Được thông qua");
    expect(say("poll.choice_recorded", { said: "marks", against: [], marked: ["An", "Bình"] })).toBe("Đã ghi lựa chọn: An, Bình");
    expect(say("poll.choice_recorded", { said: "blank", against: [], marked: [] })).toBe("Đã ghi phiếu trắng");
  });

  it("says what took a request to speak away, and only then that the person did", () => {
    const gone = (data: object) => say("speak_request.withdrawn", { full_name: "An", ...data });
    expect(gone({ reason: "item_closed" })).toBe("Hết nội dung, bỏ đăng ký của An");
    expect(gone({ reason: "meeting_ended" })).toBe("Hết phiên, bỏ đăng ký của An");
    expect(gone({ reason: "participant_removed" })).toBe("Không còn trong thành phần, bỏ đăng ký của An");
    expect(gone({ reason: "withdrawn" })).toBe("An hủy đăng ký phát biểu");
    expect(gone({})).toBe("An hủy đăng ký phát biểu");
  });

  it("does not call a letter that takes the invitation back an invitation", () => {
    expect(say("invitation.sent", { to_name: "An", method: "cancel" })).toBe("Báo thôi mời tới An");
    expect(say("invitation.sent", { to_name: "An", method: "request" })).toBe("Đã gửi giấy mời tới An");
  });

  it("adds the reason where one was given", () => {
    expect(say("meeting.paused", { reason: "mất điện" })).toContain("mất điện");
  });

  it("keeps the program's own codes to itself", () => {
    expect(say("floor.ended", { full_name: "An", reason: "site_lost" })).toBe("An kết thúc phát biểu");
  });

  it("says at least that something was recorded when the type is unknown", () => {
    expect(say("new.kind", {})).toContain("new.kind");
  });
});

describe("toldEvents", () => {
  it("leaves out what people write to each other and how a line moves", () => {
    const types = ["item.opened", "chat.sent", "chat.deleted", "guest.told", "line.moved", "guest.admitted", "announcement.sent"];
    expect(toldEvents(types.map((type) => ({ type }))).map(({ type }) => type)).toEqual(["item.opened", "guest.admitted", "announcement.sent"]);
  });
});

describe("toldTogether", () => {
  const events = (...types: string[]) => types.map((type) => ({ type }));

  it("makes one line of a run of letters sent", () => {
    const lines = toldTogether(events("meeting.published", "invitation.sent", "invitation.sent", "invitation.sent", "meeting.started"));
    expect(lines.map(({ event, count }) => [event.type, count])).toEqual([
      ["meeting.published", 1],
      ["invitation.sent", 3],
      ["meeting.started", 1],
    ]);
  });

  it("tells letters that take invitations back one by one", () => {
    const sent = (method: string) => ({ type: "invitation.sent", data: { method } });
    const lines = toldTogether([sent("request"), sent("request"), sent("request"), sent("cancel"), sent("cancel"), sent("cancel")]);
    expect(lines.map(({ count }) => count)).toEqual([3, 1, 1, 1]);
  });

  it("leaves short runs and everything else line by line", () => {
    expect(toldTogether(events("invitation.sent", "invitation.sent"))).toHaveLength(2);
    expect(toldTogether(events("item.added", "item.added", "item.added"))).toHaveLength(3);
  });
});

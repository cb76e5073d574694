import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { completeParts } from "@/live/reducer";
import type { LiveState, MeetingRow, MyBallotRow, ParticipantRow, Parts, PollRow, Viewer } from "@/live";
import { MeetingContext, type MeetingView } from "../shared/context";
import { PollSheet } from "./PollSheet";
import { usePollSheet } from "./usePollSheet";

const RULE = {
  threshold: "1/2", base: "entitled", electorate: "members", quorum: { numerator: 2, denominator: 3 }, tie: "chair", legal_basis: "",
} as const;
const POLL = {
  id: "poll", kind: "approval", options: [], seats: 1, item_id: null, question: "Thông qua kế hoạch?", status: "open", rule: RULE, entitled: 3, cast: 0,
  opened_at: "2026-11-22T02:00:00Z", closed_at: null, closes_at: null, is_trial: false, previous_id: null, paused_at: null, paused_for: "", result: null, ballots: [],
} as unknown as PollRow;
const RESULT = { approve: 2, reject: 0, abstain: 0, not_cast: 1, entitled: 3, outcome: "adopted", sentence: "Tán thành 2/3.", options: [] };
const CLOSED = { ...POLL, status: "closed", closed_at: "2026-11-22T02:05:00Z", result: RESULT } as unknown as PollRow;
const ME = { id: "me", person_id: "an", full_name: "An", votes: true, attendance: "present_in_person" } as ParticipantRow;

function view(change: Partial<Parts>): MeetingView {
  const meeting = { id: "m", status: "in_progress", quorum_numerator: 2, quorum_denominator: 3 } as MeetingRow;
  const parts = completeParts({ meeting: { m: meeting }, participants: { me: ME }, polls: { poll: POLL }, ...change });
  const viewer = { account_id: "account", participant_id: "me", can: [] } as unknown as Viewer;
  const live = { clockOffset: 0 } as LiveState;
  return { id: "m", parts, meeting, viewer, me: ME, live, can: () => true };
}

function Sheet() {
  return <PollSheet sheet={usePollSheet()} />;
}

function show(first: Partial<Parts> = {}) {
  const client = new QueryClient();
  const tree = (change: Partial<Parts>) => (
    <QueryClientProvider client={client}>
      <MantineProvider env="test">
        <MeetingContext value={view(change)}>
          <Sheet />
        </MeetingContext>
      </MantineProvider>
    </QueryClientProvider>
  );
  const { rerender } = render(tree(first));
  return (change: Partial<Parts>) => rerender(tree(change));
}

const radio = (name: string) => screen.getByRole<HTMLInputElement>("radio", { name });
const button = (name: string) => screen.getByRole("button", { name });

beforeEach(() => {
  sessionStorage.clear();
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("the poll's sheet", () => {
  it("comes up by itself and keeps a half-made choice while others vote", () => {
    const update = show();
    fireEvent.click(radio("Không tán thành"));
    update({ voted: { "poll:x": { poll_id: "poll", participant_id: "x" } } });
    expect(radio("Không tán thành").checked).toBe(true);
    expect(screen.getByTestId("poll-progress").textContent).toContain("1/3");
  });

  it("folds an open poll and closes a result on Escape, also when the focus is inside", () => {
    const update = show();
    radio("Tán thành").focus();
    fireEvent.keyDown(radio("Tán thành"), { key: "Escape" });
    expect(button("Bỏ phiếu")).toBeTruthy();
    update({ polls: { poll: CLOSED } });
    button("Đóng kết quả").focus();
    fireEvent.keyDown(button("Đóng kết quả"), { key: "Escape" });
    expect(screen.queryByTestId("poll-sheet")).toBeNull();
  });

  it("keeps the choice while it is folded away", () => {
    show();
    fireEvent.click(radio("Tán thành"));
    fireEvent.click(button("Thu gọn để xem tài liệu"));
    fireEvent.click(button("Bỏ phiếu"));
    expect(radio("Tán thành").checked).toBe(true);
  });

  it("says that nothing was counted when the poll closes before the ballot is sent", () => {
    const update = show();
    fireEvent.click(radio("Tán thành"));
    update({ polls: { poll: CLOSED } });
    expect(screen.getByTestId("not-counted")).toBeTruthy();
    expect(screen.getByTestId("poll-result").dataset.outcome).toBe("adopted");
    fireEvent.click(button("Đóng kết quả"));
    expect(screen.queryByTestId("poll-sheet")).toBeNull();
  });

  it("shows the receipt once the ballot is on record, and no second choice", () => {
    const receipt = { poll_id: "poll", choice: "approve", tracker: "AB12-CD34", cast_at: "2026-11-22T02:01:00Z" } as const;
    const mine: MyBallotRow = { ...receipt, text: "", options: [], against: [], standing: "valid" };
    show({ my: { "ballot:poll": mine } });
    expect(screen.getByTestId("tracker").textContent).toBe("AB12-CD34");
    expect(screen.queryByRole("radio")).toBeNull();
  });

  it("sends the same ballot id and key again when no answer came", async () => {
    const sent: { key: string | null; body: string }[] = [];
    vi.stubGlobal("fetch", async (request: Request) => {
      sent.push({ key: request.headers.get("Idempotency-Key"), body: await request.text() });
      if (sent.length === 1) throw new TypeError("network");
      return new Response("{}", { status: 200, headers: { "Content-Type": "application/json" } });
    });
    show();
    fireEvent.click(radio("Tán thành"));
    fireEvent.click(button("Gửi phiếu"));
    await waitFor(() => expect(sent).toHaveLength(2), { timeout: 5_000 });
    expect(sent[1]).toEqual(sent[0]);
    expect(JSON.parse(sent[0]?.body ?? "{}")).toMatchObject({ choice: "approve", ballot_id: expect.any(String) as string });
  });

  const OPTIONS = ["An", "Bình", "Chi"].map((label, n) => ({ key: String(n + 1), label }));
  const listed = (kind: PollRow["kind"], seats: number) => ({ polls: { poll: { ...POLL, kind, seats, options: OPTIONS } as PollRow } });
  const box = (name: string) => screen.getByRole<HTMLInputElement>("checkbox", { name });

  it("takes no more marks of a list than may be, and names them before sending", () => {
    show(listed("up_to", 2));
    fireEvent.click(box("An"));
    fireEvent.click(box("Chi"));
    expect(box("Bình").disabled).toBe(true);
    expect(screen.getByText("Đồng chí gửi phiếu “An, Chi”?")).toBeTruthy();
    fireEvent.click(button("Chọn lại"));
    expect(box("Bình").disabled).toBe(false);
  });

  it("warns that an election's ballot with too many names will be invalid, and asks before a blank one", () => {
    show(listed("election", 1));
    expect(screen.queryByRole("button", { name: "Gửi phiếu" })).toBeNull();
    fireEvent.click(button("Bỏ phiếu trắng"));
    expect(screen.getByText("Đồng chí gửi phiếu “Phiếu trắng”?")).toBeTruthy();
    fireEvent.click(box("An"));
    fireEvent.click(box("Bình"));
    expect(screen.getByRole("alert").textContent).toContain("không hợp lệ");
    expect(screen.getByText("Đồng chí gửi phiếu “Phiếu không hợp lệ”?")).toBeTruthy();
  });

  it("takes a candidate by for or against, and a second tap takes the mark away", () => {
    show(listed("election_each", 2));
    fireEvent.click(button("Đồng ý: An"));
    fireEvent.click(button("Không đồng ý: Bình"));
    expect(screen.getByText("Đồng chí gửi phiếu “An; không đồng ý Bình”?")).toBeTruthy();
    fireEvent.click(button("Không đồng ý: Bình"));
    expect(screen.getByText("Đồng chí gửi phiếu “An”?")).toBeTruthy();
  });

  it("asks for the words of another opinion before it may be sent", () => {
    show({ polls: { poll: { ...POLL, kind: "opinion" } } });
    fireEvent.click(radio("Ý kiến khác"));
    expect(screen.queryByRole("button", { name: "Gửi phiếu" })).toBeNull();
    fireEvent.change(screen.getByRole("textbox", { name: "Ý kiến của đồng chí" }), { target: { value: "Lùi một tháng" } });
    expect(button("Gửi phiếu")).toBeTruthy();
  });

  it("takes no ballot once the time is over", () => {
    const over = { ...POLL, closes_at: "2026-01-01T00:00:00Z" } as PollRow;
    show({ polls: { poll: over } });
    expect(screen.getByTestId("poll-clock").textContent).toBe("Hết giờ");
    expect(screen.queryByRole("radio")).toBeNull();
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { completeParts } from "@/live/reducer";
import type { Parts, PollResult, PollRow } from "@/live";
import { ballotId } from "./ballot";
import { notVoted, progressOf, quorumNeeded, shares, shortNames, votedIn, votesNeeded } from "./rules";
import { sheetPoll } from "./sheet";

const poll = (id: string, status: PollRow["status"], closedAt: string | null = null): PollRow =>
  ({ id, status, closed_at: closedAt, cast: 0, entitled: 5 }) as PollRow;

const withPolls = (...polls: PollRow[]): Parts =>
  completeParts({ polls: Object.fromEntries(polls.map((row) => [row.id, row])) });

describe("the numbers of a rule", () => {
  it.each([
    ["1/2", 52, 27], ["1/2", 5, 3], ["2/3", 52, 35], ["2/3", 3, 2], ["3/4", 10, 8], ["unanimous", 7, 7],
  ] as const)("%s of %i is %i", (threshold, count, needed) => {
    expect(votesNeeded(threshold, count)).toBe(needed);
  });

  it("rounds the quorum up", () => {
    expect(quorumNeeded({ numerator: 2, denominator: 3 }, 52)).toBe(35);
  });
});

describe("progress", () => {
  it("counts the members who have voted in this poll only", () => {
    const row = (pollId: string, who: string) => ({ poll_id: pollId, participant_id: who });
    const parts = { ...withPolls(), voted: { "a:1": row("a", "1"), "a:2": row("a", "2"), "b:1": row("b", "1") } };
    expect(votedIn(parts, "a")).toEqual(new Set(["1", "2"]));
    expect(progressOf(parts, poll("a", "open"))).toMatchObject({ cast: 2, entitled: 5 });
  });

  it("names the members who have not voted, five at most", () => {
    const member = (id: string, full_name: string, votes = true) => ({ id, full_name, votes });
    const parts = {
      ...withPolls(),
      participants: { 1: member("1", "An"), 2: member("2", "Chi"), 3: member("3", "Bình"), 4: member("4", "Khách", false) },
      voted: { "a:1": { poll_id: "a", participant_id: "1" } },
    } as unknown as Parts;
    expect(notVoted(parts, "a").map(({ full_name }) => full_name)).toEqual(["Bình", "Chi"]);
    expect(shortNames(["A", "B", "C", "D", "E", "F", "G"])).toBe("A, B, C, D, E +2");
    expect(shortNames(["A", "B"])).toBe("A, B");
  });

  it("shares add up to the roll", () => {
    const asked = { kind: "approval" } as const;
    const result = { approve: 2, reject: 1, abstain: 0, not_cast: 2, entitled: 5 } as PollResult;
    const all = shares(asked, result);
    expect(all.reduce((sum, share) => sum + share.count, 0)).toBe(5);
    expect(all[0]).toEqual({ key: "approve", count: 2, percent: 40 });
  });
});

describe("the sheet", () => {
  const none = new Set<string>();

  it("shows the open poll before any result", () => {
    const parts = withPolls(poll("old", "closed", "2026-11-22T02:00:00Z"), poll("now", "open"));
    expect(sheetPoll({ parts, seenOpen: new Set(["old"]), dismissed: none })?.id).toBe("now");
  });

  it("turns into the result on a page that saw it open, until it is closed there", () => {
    const parts = withPolls(poll("a", "closed", "2026-11-22T02:00:00Z"));
    expect(sheetPoll({ parts, seenOpen: new Set(["a"]), dismissed: none })?.id).toBe("a");
    expect(sheetPoll({ parts, seenOpen: new Set(["a"]), dismissed: new Set(["a"]) })).toBeNull();
    expect(sheetPoll({ parts, seenOpen: none, dismissed: none })).toBeNull();
  });

  it("stays down for a cancelled poll", () => {
    expect(sheetPoll({ parts: withPolls(poll("a", "cancelled")), seenOpen: new Set(["a"]), dismissed: none })).toBeNull();
  });
});

describe("ballotId", () => {
  beforeEach(() => sessionStorage.clear());

  it("stays the same for one person and poll, and differs for others", () => {
    const mine = ballotId("p1", "an");
    expect(ballotId("p1", "an")).toBe(mine);
    expect(ballotId("p1", "binh")).not.toBe(mine);
    expect(ballotId("p2", "an")).not.toBe(mine);
  });

  it("is one that the page after a reload finds again", () => {
    const mine = ballotId("p3", "an");
    expect(sessionStorage.getItem("ecabinet.ballot.p3.an")).toBe(mine);
  });
});

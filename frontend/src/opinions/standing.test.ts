import { describe, expect, it } from "vitest";
import { answersOf, firstMissing, standingOf, takesAnswers, writtenFrom } from "./standing";

const DUE = "2026-03-02T08:00:00Z";
const AT = Date.parse(DUE);
const silent = { answered_at: null, is_late: false };
const heard = { answered_at: "2026-03-01T08:00:00Z", is_late: false };

describe("where a member stands", () => {
  it("follows the deadline and the answer", () => {
    expect(standingOf(silent, DUE, AT)).toBe("unanswered");
    expect(standingOf(silent, DUE, AT + 1)).toBe("overdue");
    expect(standingOf(heard, DUE, AT + 1)).toBe("answered");
    expect(standingOf({ ...heard, is_late: true }, DUE, AT)).toBe("late");
  });
});

describe("the sheet", () => {
  const questions = [{ number: 1 }, { number: 2 }];

  it("names what is missing, in order", () => {
    expect(firstMissing(questions, {})).toEqual({ question: 1, what: "choice" });
    expect(firstMissing(questions, { 1: { choice: "agree", text: "" } })).toEqual({ question: 2, what: "choice" });
    expect(firstMissing(questions, { 1: { choice: "agree", text: "" }, 2: { choice: "disagree", text: " " } })).toEqual({ question: 2, what: "words" });
    expect(firstMissing(questions, { 1: { choice: "agree", text: "" }, 2: { choice: "other", text: "ý" } })).toBeNull();
  });

  it("keeps what was said and sends nothing that was not chosen", () => {
    const written = writtenFrom([{ question: 2, choice: "other", text: " ý kiến " }]);
    expect(answersOf({ ...written, 1: { choice: null, text: "chưa chọn" } })).toEqual([{ question: 2, choice: "other", text: "ý kiến" }]);
  });

  it("takes a late first answer only where the rule says so", () => {
    const opinion = { status: "open", due_at: DUE, takes_late: false };
    expect(takesAnswers(opinion, silent, AT)).toBe(true);
    expect(takesAnswers(opinion, silent, AT + 1)).toBe(false);
    expect(takesAnswers({ ...opinion, takes_late: true }, silent, AT + 1)).toBe(true);
    expect(takesAnswers({ ...opinion, takes_late: true }, heard, AT + 1)).toBe(false);
    expect(takesAnswers({ ...opinion, status: "closed" }, silent, AT)).toBe(false);
  });
});

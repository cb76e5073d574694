import type { Choice, OpinionAnswer, OpinionMember } from "@/api/opinions";

export type MemberStatus = "unanswered" | "overdue" | "answered" | "late";

/** Where a member stands at `now` (ms since the epoch). */
export function standingOf(member: Pick<OpinionMember, "answered_at" | "is_late">, dueAt: string, now: number): MemberStatus {
  if (member.answered_at) return member.is_late ? "late" : "answered";
  return now > Date.parse(dueAt) ? "overdue" : "unanswered";
}

export type Written = Partial<Record<number, { choice: Choice | null; text: string }>>;

/** What stands in the sheet at first: the draft, else what was submitted. */
export function writtenFrom(answers: readonly OpinionAnswer[] | undefined): Written {
  return Object.fromEntries((answers ?? []).map(({ question, choice, text }) => [question, { choice, text }]));
}

/** The answers as they are sent; those without a choice are left out. */
export function answersOf(written: Written): OpinionAnswer[] {
  return Object.entries(written).flatMap(([question, said]) => (said?.choice ? [{ question: Number(question), choice: said.choice, text: said.text.trim() }] : []));
}

/** The first question that still needs a choice, or words; null: the sheet may be submitted. */
export function firstMissing(questions: readonly { number: number }[], written: Written): { question: number; what: "choice" | "words" } | null {
  for (const { number } of questions) {
    const said = written[number];
    if (!said?.choice) return { question: number, what: "choice" };
    if (said.choice !== "agree" && !said.text.trim()) return { question: number, what: "words" };
  }
  return null;
}

/** Whether the sheet takes answers: a first one after the deadline only where late ones are taken. */
export function takesAnswers(
  opinion: { status: string; due_at: string; takes_late: boolean },
  member: Pick<OpinionMember, "answered_at">,
  now: number,
): boolean {
  if (opinion.status !== "open") return false;
  return now <= Date.parse(opinion.due_at) || (opinion.takes_late && !member.answered_at);
}

import type { TFunction } from "i18next";
import type { MyBallotRow, PollResult, PollRow } from "@/live";

export type Says = Pick<MyBallotRow, "choice" | "text" | "options" | "against">;

export const NOTHING_SAID: Says = { choice: null, text: "", options: [], against: [] };

/** Whether a poll is answered by marks on a list of options or candidates. */
export function hasList({ kind }: Pick<PollRow, "kind">): boolean {
  return kind !== "approval" && kind !== "opinion";
}

export function isElection({ kind }: Pick<PollRow, "kind">): boolean {
  return kind === "election" || kind === "election_each";
}

/** How a ballot that says this stands, as agenda/voting/subjects.py counts it. */
export function standingOf(poll: Pick<PollRow, "kind" | "seats">, says: Says): "valid" | "blank" | "invalid" {
  if (!hasList(poll)) return "valid";
  if (says.options.length > poll.seats) return "invalid";
  return says.options.length + says.against.length > 0 ? "valid" : "blank";
}

/** What a ballot says in words: the choice, or the labels of what it marks. */
export function ballotWords(poll: PollRow, says: Says, t: TFunction): string {
  if (says.choice !== null) return t(`common:choice.${says.choice}`);
  const standing = standingOf(poll, says);
  if (standing !== "valid") return t(`meeting:poll.standing.${standing}`);
  const named = (keys: readonly string[]) => poll.options.filter(({ key }) => keys.includes(key)).map(({ label }) => label).join(", ");
  const against = says.against.length > 0 && t("meeting:poll.against_named", { names: named(says.against) });
  return [named(says.options), against].filter(Boolean).join("; ");
}

/** The branch of words for the outcome: of a motion, of a choice among options, of an election. */
export function outcomeKey(poll: Pick<PollRow, "kind">, outcome: PollResult["outcome"]) {
  const group = isElection(poll) ? "election" : hasList(poll) ? "list" : "motion";
  return `meeting:poll.outcome.${group}.${outcome}` as const;
}

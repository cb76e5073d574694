import type { MeetingRow, ParticipantRow, Parts, PollResult, PollRow, PollRule } from "@/live";
import { isHere, participantsByName } from "../shared/selectors";

/** Approvals needed of a base of `count`, as agenda/voting/rules.py counts them; for screens before the result exists. */
export function votesNeeded(threshold: PollRule["threshold"], count: number): number {
  if (threshold === "1/2") return Math.floor(count / 2) + 1;
  if (threshold === "2/3") return Math.ceil((2 * count) / 3);
  if (threshold === "3/4") return Math.ceil((3 * count) / 4);
  return count;
}

interface Fraction {
  numerator: number;
  denominator: number;
}

/** Members that must be present of `entitled` for the poll to count. */
export function quorumNeeded({ numerator, denominator }: Fraction, entitled: number): number {
  return Math.ceil((numerator * entitled) / denominator);
}

/** The quorum of a poll: its own once it is frozen, before that the meeting's; null where none is asked. */
export function quorumFraction(quorum: PollRule["quorum"], meeting: MeetingRow): Fraction | null {
  const numerator = quorum.numerator ?? meeting.quorum_numerator;
  const denominator = quorum.denominator ?? meeting.quorum_denominator;
  return numerator !== null && denominator ? { numerator, denominator } : null;
}

/** Participant ids of those who have voted in a poll. */
export function votedIn(parts: Parts, pollId: string): Set<string> {
  const rows = Object.values(parts.voted).filter((row) => row.poll_id === pollId);
  return new Set(rows.map((row) => row.participant_id));
}

/** Members who have not voted in a poll, by name. */
export function notVoted(parts: Parts, pollId: string): ParticipantRow[] {
  const voted = votedIn(parts, pollId);
  return participantsByName(parts).filter((row) => row.votes && !voted.has(row.id));
}

const NAMES_SHOWN = 5;

/** "A, B, C, D, E +2": up to five names and how many more. */
export function shortNames(names: readonly string[]): string {
  const rest = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(", ") + (rest > 0 ? ` +${rest}` : "");
}

export interface Progress {
  cast: number;
  entitled: number;
  present: number;
}

/** Members who have voted, of the roll; members counted, never selections. */
export function progressOf(parts: Parts, poll: PollRow): Progress {
  const members = Object.values(parts.participants).filter((row) => row.votes);
  const cast = Math.max(votedIn(parts, poll.id).size, poll.cast);
  return { cast, entitled: poll.entitled || members.length, present: members.filter((row) => isHere(parts, row)).length };
}

/** Which round of the same question a poll is, the first being 1. */
export function roundOf(parts: Parts, poll: PollRow): number {
  const earlier = poll.previous_id === null ? undefined : parts.polls[poll.previous_id];
  return earlier ? 1 + roundOf(parts, earlier) : 1;
}

const SHARES = {
  approval: [["approve", "approve"], ["reject", "reject"], ["abstain", "abstain"]],
  opinion: [["agree", "approve"], ["disagree", "reject"], ["other", "other"]],
  list: [["valid", "valid"], ["blank", "blank"], ["invalid", "invalid"]],
} as const;

export interface Share {
  key: (typeof SHARES)[keyof typeof SHARES][number][0] | "not_cast";
  count: number;
  percent: number;
}

/** The shares of a result in the order screens show them; they add up to `entitled`. */
export function shares(poll: Pick<PollRow, "kind">, result: PollResult): Share[] {
  const percent = (count: number) => (result.entitled === 0 ? 0 : Math.round((1000 * count) / result.entitled) / 10);
  const kind = poll.kind === "approval" || poll.kind === "opinion" ? poll.kind : "list";
  const rows = [...SHARES[kind], ["not_cast", "not_cast"]] as const;
  return rows.map(([key, figure]) => ({ key, count: result[figure], percent: percent(result[figure]) }));
}

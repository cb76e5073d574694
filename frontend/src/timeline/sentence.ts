import type { TFunction } from "i18next";
import { moment } from "@/kit/dates";

type Data = Record<string, unknown>;
export interface EventWords {
  type: string;
  actor: { name: string };
  data: Data | null;
}

const SHOWN_NAMES = 3;

/** Fields whose values are words of the domain, with the language file's branch that holds them. */
const WORDS: Record<string, string> = {
  role: "common:role",
  attendance: "common:attendance",
  choice: "common:choice",
  rsvp: "events:rsvp",
  absence: "events:absence",
  decision: "events:decision",
  outcome: "events:outcome",
  mode: "events:mode",
};

function isRecord(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(row: unknown): string {
  if (typeof row === "string") return row;
  if (!isRecord(row)) return "";
  const name = row.full_name ?? row.name ?? row.title;
  return typeof name === "string" ? name : "";
}

/** "A, B, C" and, beyond three, how many more. */
function names(rows: readonly unknown[], t: TFunction): string {
  const known = rows.map(nameOf).filter(Boolean);
  const shown = known.slice(0, SHOWN_NAMES).join(", ");
  const rest = known.length - SHOWN_NAMES;
  return rest > 0 ? t("events:and_more", { names: shown, count: rest }) : shown;
}

function word(field: string, value: unknown, t: TFunction): unknown {
  if (field === "due_at" && typeof value === "string") return moment(value);
  const branch = WORDS[field];
  return branch && typeof value === "string" ? t(`${branch}.${value}`, { defaultValue: value }) : value;
}

/** What a sentence may name: the event's own figures and words, one level deep, and who acted. */
export function valuesOf({ data, actor }: Omit<EventWords, "type">, t: TFunction): Data {
  const values: Data = { actor: actor.name };
  for (const [field, value] of Object.entries(data ?? {})) {
    if (Array.isArray(value)) Object.assign(values, { count: value.length, names: names(value, t) });
    else if (isRecord(value)) for (const [inner, deep] of Object.entries(value)) values[inner] ??= word(inner, deep, t);
    else values[field] = word(field, value, t);
  }
  // A result says itself in both languages.
  const told = values[t("events:result_field")];
  return told === undefined ? values : { ...values, sentence: told };
}

/** Where `reason` holds words of a person; elsewhere it is a code of the program. */
const GIVES_REASON =
  /^(meeting|attendance|document|participant)\.|^circulation\.(returned|extended|recalled)$|^(poll\.cancelled|guest\.turned_away)$|^item\.(opened|skipped|postponed)$/;

function whyOf({ type, data }: EventWords, t: TFunction): string {
  const reason = data?.reason;
  return GIVES_REASON.test(type) && typeof reason === "string" && reason ? t("events:reason", { reason }) : "";
}

/** Fields whose value makes another sentence of the same type of event. */
const VARIANTS: Record<string, string[]> = {
  "speak_request.withdrawn": ["reason"],
  "share.ended": ["reason"],
  "item.paused": ["reason"],
  "item.resumed": ["reason"],
  "poll.resumed": ["reason"],
  "poll.choice_recorded": ["said"],
  "poll.closed": ["reason", "kind"],
  "invitation.queued": ["purpose", "method"],
  "invitation.sent": ["purpose", "method"],
  "invitation.failed": ["purpose", "method"],
};

/** Keys of the sentence, the most fitting first. */
function keysOf({ type, data }: EventWords): string[] {
  if (data?.withheld === true) return ["events:withheld"];
  if (data === null) return ["events:erased"];
  const values = (VARIANTS[type] ?? []).map((field) => data[field]).filter((value) => typeof value === "string");
  return [...values.map((value) => `events:variant.${type}.${value.toLowerCase()}`), `events:type.${type}`];
}

/** One event as a sentence a person understands; an unknown type still says that something was recorded. */
export function sentenceOf(event: EventWords, t: TFunction): string {
  const values = valuesOf(event, t);
  const reason = whyOf(event, t);
  const sentence = t(keysOf(event), { ...values, defaultValue: t("events:unknown", { type: event.type }) });
  return `${sentence}${reason}`;
}

/** What people write to each other, and the places in a line, are no part of what happened in the meeting. */
const UNTOLD = /^(chat\.|line\.|guest\.told$)/;

/** The events that a timeline tells. */
export function toldEvents<T extends { type: string }>(events: readonly T[]): T[] {
  return events.filter((event) => !UNTOLD.test(event.type));
}

/** A long run of events of these types is told as one line. */
const TOLD_TOGETHER = new Set(["invitation.sent", "participant.rsvp_answered"]);
const SHORTEST_RUN = 3;

export interface Told<T> {
  /** The first event of the line. */
  event: T;
  /** How many events the line tells. */
  count: number;
}

/** A reminder, and a letter that takes an invitation back, are not told among the invitations. */
function kindOf({ type, data }: { type: string; data?: Data | null }): string {
  if (data?.purpose === "reminder" || data?.purpose === "duty") return `${type}.${data.purpose}`;
  return data?.method === "cancel" ? `${type}.cancel` : type;
}

/** The events as lines: runs of the same kind of routine event become one line each. */
export function toldTogether<T extends { type: string; data?: Data | null }>(events: readonly T[]): Told<T>[] {
  const lines: Told<T>[] = [];
  for (let start = 0; start < events.length; ) {
    const event = events[start] as T;
    const end = events.findIndex((other, index) => index > start && kindOf(other) !== kindOf(event));
    const count = (end < 0 ? events.length : end) - start;
    const together = TOLD_TOGETHER.has(kindOf(event)) && count >= SHORTEST_RUN;
    lines.push({ event, count: together ? count : 1 });
    start += together ? count : 1;
  }
  return lines;
}

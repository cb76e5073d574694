import type { TFunction } from "i18next";

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
  status: "common:attendance",
  attendance: "common:attendance",
  choice: "common:choice",
  rsvp: "events:rsvp",
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
  return values;
}

function whyOf({ data }: EventWords, t: TFunction): string {
  const reason = data?.reason;
  return typeof reason === "string" && reason ? t("events:reason", { reason }) : "";
}

/** One event as a sentence a person understands; an unknown type still says that something was recorded. */
export function sentenceOf(event: EventWords, t: TFunction): string {
  const values = valuesOf(event, t);
  const reason = whyOf(event, t);
  const sentence = t(`events:type.${event.type}`, { ...values, defaultValue: t("events:unknown", { type: event.type }) });
  return `${sentence}${reason}`;
}

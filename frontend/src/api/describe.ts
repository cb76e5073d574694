import { i18n } from "@/i18n";
import { LINE_LOST, Problem } from "./problem";

export interface ProblemWords {
  title: string;
  /** Detail, field messages and what to do, in one paragraph; may be empty. */
  detail: string;
}

/** The server's own words where it gave any, else ours by status. */
export function describeProblem(error: unknown): ProblemWords {
  if (!(error instanceof Problem)) return words("unexpected");
  const fallback = words(fallbackKey(error));
  const fields = error.errors.map(({ message }) => message);
  const detail = [error.detail, ...fields, error.action].filter((part, index, all) => part && all.indexOf(part) === index);
  return { title: error.title || fallback.title, detail: detail.join(" ") || (error.title ? "" : fallback.detail) };
}

const KEY_BY_STATUS: Partial<Record<number, string>> = {
  0: "unreachable", 401: "signed_out", 403: "forbidden", 404: "missing", 409: "conflict", 413: "too_large",
  422: "invalid", 429: "too_many", 503: "busy",
};

/** Problems of this device, which no server words. */
const OURS = new Set([LINE_LOST, "offline_full", "offline_gone", "offline_changed", "offline_locked"]);

function fallbackKey(problem: Problem): string {
  if (OURS.has(problem.code)) return problem.code;
  return KEY_BY_STATUS[problem.status] ?? "unexpected";
}

function words(key: string): ProblemWords {
  return { title: i18n.t(`common:problem.${key}.title`), detail: i18n.t(`common:problem.${key}.detail`) };
}

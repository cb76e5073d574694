/** What the server answers when it refuses (RFC 9457), or what the client says when no answer came. */

export interface FieldError {
  field: string;
  message: string;
}

interface ProblemFields {
  status: number;
  code: string;
  title: string;
  detail?: string;
  action?: string;
  errors?: FieldError[];
  retryAfter?: number;
}

/** Code of a problem that has no answer behind it: the request may or may not have reached the server. */
export const UNREACHABLE = "unreachable";
/** Code of a command that was not even sent: the line is known to be lost, and such commands do not wait. */
export const LINE_LOST = "line_lost";

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly action: string;
  readonly errors: FieldError[];
  /** Seconds after which another try makes sense (429, 503), else undefined. */
  readonly retryAfter: number | undefined;

  constructor(fields: ProblemFields) {
    super(fields.title || fields.code);
    this.name = "Problem";
    this.status = fields.status;
    this.code = fields.code;
    this.title = fields.title;
    this.detail = fields.detail ?? "";
    this.action = fields.action ?? "";
    this.errors = fields.errors ?? [];
    this.retryAfter = fields.retryAfter;
  }

  /** The messages by field name, as form libraries want them; the first message of a field wins. */
  get fieldMessages(): Record<string, string> {
    return Object.fromEntries([...this.errors].reverse().map(({ field, message }) => [field, message]));
  }

  static unreachable(): Problem {
    return new Problem({ status: 0, code: UNREACHABLE, title: "" });
  }

  static lineLost(): Problem {
    return new Problem({ status: 0, code: LINE_LOST, title: "" });
  }
}

/** True when nothing is known about the fate of the request, so that the same act may be sent again. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Problem && error.code === UNREACHABLE;
}

/** True when the session is over: the sign-in page, where one is sent, says so itself. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof Problem && error.status === 401;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((row): row is Record<string, unknown> => typeof row === "object" && row !== null)
    .map((row) => ({ field: text(row.field), message: text(row.message) }))
    .filter((row) => row.message !== "");
}

function parseRetryAfter(header: string | null): number | undefined {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) ? seconds : undefined;
}

/** A Problem from the parsed body of an answer; a body that is no problem+json still yields one by its status. */
export function problemFrom(status: number, body: unknown, retryAfter: string | null = null): Problem {
  const row = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  return new Problem({
    status,
    code: text(row.code) || `http_${status}`,
    title: text(row.title),
    detail: text(row.detail),
    action: text(row.action),
    errors: fieldErrors(row.errors),
    retryAfter: parseRetryAfter(retryAfter),
  });
}

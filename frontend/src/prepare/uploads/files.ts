const OPEN_XML = "application/vnd.openxmlformats-officedocument";

/** The kinds of file that can be read in the meeting, by their ending; the server has the last word. */
const KINDS: Record<string, string> = {
  pdf: "application/pdf",
  docx: `${OPEN_XML}.wordprocessingml.document`,
  xlsx: `${OPEN_XML}.spreadsheetml.sheet`,
  pptx: `${OPEN_XML}.presentationml.presentation`,
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  tif: "image/tiff",
  tiff: "image/tiff",
};

export const ACCEPTED_TYPES = [...new Set(Object.values(KINDS)), ...Object.keys(KINDS).map((ending) => `.${ending}`)];

/** The largest file the server takes unless it is configured otherwise, in the unit of its setting UPLOAD_LIMIT_MB. */
export const LARGEST_MB = 100;
export const LARGEST_BYTES = LARGEST_MB * 1024 * 1024;

export type Refusal = "wrong_kind" | "empty" | "too_large";

/** Why a file need not even be sent, or null when it may be. */
export function refusalOf({ type, name, size }: Pick<File, "type" | "name" | "size">): Refusal | null {
  const ending = name.toLowerCase().split(".").pop() ?? "";
  if (!Object.values(KINDS).includes(type) && !(ending in KINDS)) return "wrong_kind";
  if (size === 0) return "empty";
  return size > LARGEST_BYTES ? "too_large" : null;
}

/** A readable title from a file's name: "bao_cao-quy-3.pdf" becomes "bao cao quy 3". */
export function titleFromName(name: string): string {
  return name.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 200);
}

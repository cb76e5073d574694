import type { Schemas } from "./client";
import { actOnce, request } from "./request";

export type ImportResult = Schemas["ImportOut"];
export type TableKind = "units" | "people" | "sites";

/** Where the whole directory of one kind is read as a table. */
export const exportAddress = (kind: TableKind, form: "csv" | "xlsx") => `/api/exports/${kind}?form=${form}`;

/** Tries a table out, or brings it in. The same file sent again after a broken line is the same act. Throws Problem. */
export function importTable(kind: TableKind, file: File, dryRun: boolean): Promise<ImportResult> {
  const body = new FormData();
  body.set("kind", kind);
  body.set("dry_run", String(dryRun));
  body.set("file", file, file.name);
  const fingerprint = ["/api/imports", kind, dryRun, file.name, file.size, file.lastModified].join(" ");
  return actOnce(fingerprint, (key) => request<ImportResult>("POST", "/api/imports", { body, key }));
}

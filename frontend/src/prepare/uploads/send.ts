import { actOnce } from "@/api/request";
import { IN_PIECES_FROM_BYTES, patiently, sendInPieces, type Watch } from "./pieces";
import { transfer } from "./transfer";

export interface UploadInput {
  /** Where the file is posted. */
  address: string;
  /** Beside what the upload is shown. */
  itemId: string;
  file: File;
  title: string;
  /** What else is said of it. */
  fields?: Record<string, string>;
}

/** Where a new document of an agenda item is posted. */
export const itemAddress = (meeting: string, item: string) => `/api/meetings/${meeting}/items/${item}/documents`;

/** Whether a file goes in pieces, so that sending it may be interrupted. */
export const goesInPieces = (file: File) => file.size > IN_PIECES_FROM_BYTES;

function formOf({ title, fields = {} }: UploadInput, contents: Record<string, string | File>): FormData {
  const form = new FormData();
  form.set("title", title);
  form.set("declared_not_secret", "true");
  for (const [name, value] of Object.entries({ ...fields, ...contents })) form.set(name, value);
  return form;
}

/**
 * Uploads one file. The same file sent again after a broken line is the same act; a large one goes on where
 * it was. Throws Problem, or AbortError when `signal` aborts.
 */
export async function uploadDocument(input: UploadInput, watch: Watch, signal: AbortSignal): Promise<void> {
  const { address, file, title, fields } = input;
  const fingerprint = [address, file.name, file.size, file.lastModified, title, JSON.stringify(fields)].join(" ");
  const post = (form: FormData, onProgress: (share: number) => void) =>
    actOnce(fingerprint, (key) => transfer("POST", address, form, { key, onProgress, signal }));
  if (!goesInPieces(file)) {
    await post(formOf(input, { file }), watch.onProgress);
    return;
  }
  const form = formOf(input, { ...(await sendInPieces(file, watch, signal)) });
  await patiently(() => post(form, () => undefined), watch, signal);
}

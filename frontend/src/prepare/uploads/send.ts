import { reportLine } from "@/api/line";
import { Problem, problemFrom } from "@/api/problem";
import { actOnce, requestHeaders } from "@/api/request";

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

function formOf({ file, title, fields = {} }: UploadInput): FormData {
  const form = new FormData();
  form.set("title", title);
  form.set("declared_not_secret", "true");
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", file, file.name);
  return form;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** fetch cannot tell how much of a body has gone out, so uploads use XMLHttpRequest. */
function post(address: string, form: FormData, key: string, onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const lost = () => {
      reportLine(false);
      reject(Problem.unreachable());
    };
    call.open("POST", address);
    for (const [name, value] of Object.entries(requestHeaders("POST", key))) call.setRequestHeader(name, value);
    call.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    call.onerror = lost;
    call.onabort = () => reject(new DOMException("", "AbortError"));
    call.onload = () => {
      reportLine(true);
      if (call.status < 300) resolve();
      else reject(problemFrom(call.status, parsed(call.responseText), call.getResponseHeader("Retry-After")));
    };
    signal.addEventListener("abort", () => call.abort());
    call.send(form);
  });
}

/**
 * Uploads one file. The same file sent again after a broken line is the same act.
 * `onProgress` gets the share sent, 0 to 1. Throws Problem, or AbortError when `signal` aborts.
 */
export function uploadDocument(input: UploadInput, onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
  const { address, file, title, fields } = input;
  const fingerprint = [address, file.name, file.size, file.lastModified, title, JSON.stringify(fields)].join(" ");
  return actOnce(fingerprint, (key) => post(address, formOf(input), key, onProgress, signal));
}

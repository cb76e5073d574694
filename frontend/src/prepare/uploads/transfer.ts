import { reportLine } from "@/api/line";
import { Problem, problemFrom } from "@/api/problem";
import { requestHeaders } from "@/api/request";

interface Options {
  /** The idempotency key of a command. */
  key?: string;
  /** Gets the share sent, 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Sends a large body and gives the parsed answer. fetch cannot tell how much of a body has gone out, so this
 * uses XMLHttpRequest. Throws Problem, or AbortError when `signal` aborts.
 */
export function transfer(method: "POST" | "PUT", address: string, body: FormData | Blob, { key, onProgress, signal }: Options): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const abort = () => call.abort();
    call.open(method, address);
    for (const [name, value] of Object.entries(requestHeaders(method, key))) call.setRequestHeader(name, value);
    call.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    call.onerror = () => {
      reportLine(false);
      reject(Problem.unreachable());
    };
    call.onabort = () => reject(new DOMException("", "AbortError"));
    call.onload = () => {
      reportLine(true);
      if (call.status < 300) resolve(parsed(call.responseText));
      else reject(problemFrom(call.status, parsed(call.responseText), call.getResponseHeader("Retry-After")));
    };
    call.onloadend = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    call.send(body);
  });
}

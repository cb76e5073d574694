import { useCallback, useReducer, useRef } from "react";
import { randomKey } from "@/api/acts";
import { describeProblem } from "@/api/describe";
import { Problem } from "@/api/problem";
import { uploadDocument, type UploadInput } from "./send";

export interface Upload {
  id: string;
  itemId: string;
  name: string;
  /** Share sent, 0 to 1. */
  sent: number;
  status: "waiting" | "sending" | "refused";
  /** Why it was refused, in the user's language. */
  reason: string;
  /** Sending the same file again makes sense. */
  mayRetry: boolean;
}

type Change =
  | { type: "added"; uploads: Upload[] }
  | { type: "changed"; id: string; change: Partial<Upload> }
  | { type: "gone"; id: string };

/** The uploads after a change; a pure function. */
export function uploadsAfter(uploads: readonly Upload[], change: Change): readonly Upload[] {
  if (change.type === "added") return [...uploads, ...change.uploads];
  if (change.type === "gone") return uploads.filter(({ id }) => id !== change.id);
  return uploads.map((upload) => (upload.id === change.id ? { ...upload, ...change.change } : upload));
}

interface Job {
  input: UploadInput;
  abort: AbortController;
}

export interface Uploads {
  uploads: readonly Upload[];
  add: (inputs: UploadInput[]) => void;
  retry: (id: string) => void;
  /** Stops a running upload, or puts a refused one out of sight. */
  dismiss: (id: string) => void;
}

/** A file that was judged and refused stays refused, however often it is sent. */
function isFinal(error: unknown): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function waiting(id: string, { itemId, title }: UploadInput): Upload {
  return { id, itemId, name: title, sent: 0, status: "waiting", reason: "", mayRetry: false };
}

/** Uploads of this screen, one after the other so that a slow line carries one file at a time; `onSent` is told of each. */
export function useUploads(onSent?: () => void): Uploads {
  const [uploads, dispatch] = useReducer(uploadsAfter, []);
  const jobs = useRef(new Map<string, Job>());
  const tail = useRef<Promise<void>>(Promise.resolve());
  const sent = useRef(onSent);

  const run = useCallback(async (id: string) => {
    const job = jobs.current.get(id);
    if (!job) return;
    const change = (values: Partial<Upload>) => dispatch({ type: "changed", id, change: values });
    change({ status: "sending", sent: 0, reason: "" });
    try {
      await uploadDocument(job.input, (sent) => change({ sent }), job.abort.signal);
      jobs.current.delete(id);
      dispatch({ type: "gone", id });
      sent.current?.();
    } catch (error) {
      const { title, detail } = describeProblem(error);
      const reason = [title, detail].filter(Boolean).join(". ");
      if (!isAbort(error)) change({ status: "refused", reason, mayRetry: !isFinal(error) });
    }
  }, []);

  const enqueue = useCallback(
    (id: string) => {
      tail.current = tail.current.then(() => run(id));
    },
    [run],
  );

  const add = useCallback(
    (inputs: UploadInput[]) => {
      const added = inputs.map((input) => ({ id: randomKey(), input }));
      for (const { id, input } of added) jobs.current.set(id, { input, abort: new AbortController() });
      dispatch({ type: "added", uploads: added.map(({ id, input }) => waiting(id, input)) });
      for (const { id } of added) enqueue(id);
    },
    [enqueue],
  );

  const dismiss = useCallback((id: string) => {
    jobs.current.get(id)?.abort.abort();
    jobs.current.delete(id);
    dispatch({ type: "gone", id });
  }, []);

  return { uploads, add, retry: enqueue, dismiss };
}

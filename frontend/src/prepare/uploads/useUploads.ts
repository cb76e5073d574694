import { useCallback, useReducer, useRef } from "react";
import { randomKey } from "@/api/acts";
import { describeProblem } from "@/api/describe";
import { Problem } from "@/api/problem";
import { goesInPieces, uploadDocument, type UploadInput } from "./send";

export interface Upload {
  id: string;
  itemId: string;
  name: string;
  fileName: string;
  /** Share sent, 0 to 1. */
  sent: number;
  /** The share that the server had already when it began to be sent; 0: nothing. */
  resumed: number;
  status: "waiting" | "sending" | "lost" | "paused" | "refused";
  /** Why it was refused, in the user's language. */
  reason: string;
  /** Sending the same file again makes sense. */
  mayRetry: boolean;
  /** It may be stopped for a while and go on where it was. */
  mayPause: boolean;
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

/** More at once only make each other slow. */
const AT_ONCE = 2;

/** Runs at most two things at a time, in the order in which they came. */
export class Line {
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;

  add(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.next();
  }

  private next(): void {
    if (this.running >= AT_ONCE) return;
    const work = this.waiting.shift();
    if (!work) return;
    this.running += 1;
    void work().finally(() => {
      this.running -= 1;
      this.next();
    });
  }
}

interface Job {
  input: UploadInput;
  abort: AbortController;
}

export interface Uploads {
  uploads: readonly Upload[];
  add: (inputs: UploadInput[]) => void;
  /** Sends a refused upload again, or goes on with a paused one. */
  retry: (id: string) => void;
  pause: (id: string) => void;
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

function waiting(id: string, { itemId, title, file }: UploadInput): Upload {
  const mayPause = goesInPieces(file);
  return { id, itemId, name: title, fileName: file.name, sent: 0, resumed: 0, status: "waiting", reason: "", mayRetry: false, mayPause };
}

/** Uploads of this screen, two at a time so that a slow line is not shared by all; `onSent` is told of each. */
export function useUploads(onSent?: () => void): Uploads {
  const [uploads, dispatch] = useReducer(uploadsAfter, []);
  const jobs = useRef(new Map<string, Job>());
  const line = useRef(new Line());
  const sent = useRef(onSent);

  const run = useCallback(async (id: string) => {
    const job = jobs.current.get(id);
    if (!job || job.abort.signal.aborted) return;
    const change = (values: Partial<Upload>) => dispatch({ type: "changed", id, change: values });
    change({ status: "sending", reason: "", resumed: 0 });
    const watch = {
      onProgress: (share: number) => change({ sent: share }),
      onResumed: (share: number) => change({ sent: share, resumed: share }),
      onLost: (lost: boolean) => change({ status: lost ? "lost" : "sending" }),
    };
    try {
      await uploadDocument(job.input, watch, job.abort.signal);
      jobs.current.delete(id);
      dispatch({ type: "gone", id });
      sent.current?.();
    } catch (error) {
      const { title, detail } = describeProblem(error);
      const reason = [title, detail].filter(Boolean).join(". ");
      if (!isAbort(error)) change({ status: "refused", reason, mayRetry: !isFinal(error) });
    }
  }, []);

  const enqueue = useCallback((id: string) => line.current.add(() => run(id)), [run]);

  const add = useCallback(
    (inputs: UploadInput[]) => {
      const added = inputs.map((input) => ({ id: randomKey(), input }));
      for (const { id, input } of added) jobs.current.set(id, { input, abort: new AbortController() });
      dispatch({ type: "added", uploads: added.map(({ id, input }) => waiting(id, input)) });
      for (const { id } of added) enqueue(id);
    },
    [enqueue],
  );

  const pause = useCallback((id: string) => {
    jobs.current.get(id)?.abort.abort();
    dispatch({ type: "changed", id, change: { status: "paused" } });
  }, []);

  const retry = useCallback(
    (id: string) => {
      const job = jobs.current.get(id);
      if (!job) return;
      job.abort = new AbortController();
      dispatch({ type: "changed", id, change: { status: "waiting" } });
      enqueue(id);
    },
    [enqueue],
  );

  const dismiss = useCallback((id: string) => {
    jobs.current.get(id)?.abort.abort();
    jobs.current.delete(id);
    dispatch({ type: "gone", id });
  }, []);

  return { uploads, add, retry, pause, dismiss };
}

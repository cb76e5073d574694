import { useEffect, useState } from "react";
import type { Paper } from "./paper";
import { openPdf, type OpenPdf } from "./pdf";

export type PdfState =
  | { status: "opening" }
  | { status: "open"; pdf: OpenPdf }
  | { status: "failed"; error: unknown };

const OPENING: PdfState = { status: "opening" };

/**
 * Opens the paper as soon as it may `start` (a first picture has the line until then) and closes it when another
 * is wanted. `retry` tries again after a failure.
 */
export function usePdf(paper: Paper, start = true): { state: PdfState; retry: () => void } {
  const [attempt, setAttempt] = useState(0);
  const key = `${paper.key} ${attempt}`;
  const [result, setResult] = useState<{ key: string; state: PdfState }>({ key, state: OPENING });

  useEffect(() => {
    if (!start) return undefined;
    const leave = new AbortController();
    const settle = (state: PdfState) => {
      if (!leave.signal.aborted) setResult({ key, state });
    };
    openPdf(paper.slices, leave.signal)
      .then((pdf) => settle({ status: "open", pdf }))
      .catch((error: unknown) => settle({ status: "failed", error }));
    return () => leave.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the key says which paper it is
  }, [key, start]);

  return {
    state: result.key === key ? result.state : OPENING,
    retry: () => setAttempt((count) => count + 1),
  };
}

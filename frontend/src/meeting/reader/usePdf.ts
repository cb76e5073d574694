import { useEffect, useState } from "react";
import { openPdf, type OpenPdf } from "./pdf";

export type PdfState =
  | { status: "opening" }
  | { status: "open"; pdf: OpenPdf }
  | { status: "failed"; error: unknown };

const OPENING: PdfState = { status: "opening" };

/** Opens the document and closes it when another is wanted. `retry` tries again after a failure. */
export function usePdf(documentId: string): { state: PdfState; retry: () => void } {
  const [attempt, setAttempt] = useState(0);
  const key = `${documentId} ${attempt}`;
  const [result, setResult] = useState<{ key: string; state: PdfState }>({ key, state: OPENING });

  useEffect(() => {
    const leave = new AbortController();
    const settle = (state: PdfState) => {
      if (!leave.signal.aborted) setResult({ key, state });
    };
    openPdf(`/api/documents/${documentId}/file`, leave.signal)
      .then((pdf) => settle({ status: "open", pdf }))
      .catch((error: unknown) => settle({ status: "failed", error }));
    return () => leave.abort();
  }, [documentId, key]);

  return {
    state: result.key === key ? result.state : OPENING,
    retry: () => setAttempt((count) => count + 1),
  };
}

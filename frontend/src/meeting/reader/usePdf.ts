import { useEffect, useState } from "react";
import { openPdf, type OpenPdf } from "./pdf";
import { KEPT_FIRST } from "./ranges";

export type PdfState =
  | { status: "opening" }
  | { status: "open"; pdf: OpenPdf }
  | { status: "failed"; error: unknown };

const OPENING: PdfState = { status: "opening" };

/**
 * Opens the paper that lies at `address` and closes it when another is wanted; with `keptFirst` what this device
 * keeps of it, if it does. `retry` tries again after a failure.
 */
export function usePdf(address: string, keptFirst = false): { state: PdfState; retry: () => void } {
  const [attempt, setAttempt] = useState(0);
  const key = `${address} ${attempt}`;
  const [result, setResult] = useState<{ key: string; state: PdfState }>({ key, state: OPENING });

  useEffect(() => {
    const leave = new AbortController();
    const settle = (state: PdfState) => {
      if (!leave.signal.aborted) setResult({ key, state });
    };
    openPdf(`${address}/file${keptFirst ? KEPT_FIRST : ""}`, leave.signal)
      .then((pdf) => settle({ status: "open", pdf }))
      .catch((error: unknown) => settle({ status: "failed", error }));
    return () => leave.abort();
  }, [address, key, keptFirst]);

  return {
    state: result.key === key ? result.state : OPENING,
    retry: () => setAttempt((count) => count + 1),
  };
}

import { useElementSize } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { ErrorState, LoadingState } from "@/kit/States";
import { PageView } from "@/meeting/reader/PageView";
import { openBytes, type OpenPdf } from "@/meeting/reader/pdf";
import classes from "./PaperPages.module.css";

interface Opened {
  pdf: OpenPdf | null;
  error: unknown;
}

/** The document of a file; the one before stays open until the new one can be shown. */
function useOpened(file: Blob): Opened {
  const [opened, setOpened] = useState<Opened>({ pdf: null, error: null });
  useEffect(() => {
    let left = false;
    async function open() {
      const pdf = await openBytes(new Uint8Array(await file.arrayBuffer()));
      if (left) await pdf.document.loadingTask.destroy();
      else setOpened({ pdf, error: null });
    }
    open().catch((error: unknown) => {
      if (!left) setOpened({ pdf: null, error });
    });
    return () => {
      left = true;
    };
  }, [file]);
  const { pdf } = opened;
  useEffect(() => () => void pdf?.document.loadingTask.destroy(), [pdf]);
  return opened;
}

const noted = () => undefined;

/** Every page of a PDF, one below the other, as wide as there is room. */
export function PaperPages({ file }: { file: Blob }) {
  const { ref, width } = useElementSize();
  const { pdf, error } = useOpened(file);
  const numbers = Array.from({ length: pdf?.document.numPages ?? 0 }, (_, index) => index + 1);
  return (
    <div ref={ref} className={classes.pages}>
      {error !== null && <ErrorState error={error} />}
      {pdf === null && error === null && <LoadingState />}
      {pdf !== null &&
        numbers.map((number) => (
          <div key={number} className={classes.page}>
            <PageView pdf={pdf} number={number} width={Math.floor(width)} query="" onPainted={noted} />
          </div>
        ))}
    </div>
  );
}

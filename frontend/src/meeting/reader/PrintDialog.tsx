import { Button, Group, Modal, NumberInput, Progress, Radio, Stack } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { ErrorState } from "@/kit/States";
import type { Paper } from "./paper";
import type { OpenPdf } from "./pdf";
import { MOST_PRINTED, printPages } from "./printing";

interface PrintDialogProps {
  paper: Paper;
  pdf: OpenPdf | null;
  page: number;
  pages: number;
  onClose: () => void;
}

type What = "all" | "this" | "some";

/** The first and last page that are printed, as many as can be at once. */
function rangeOf(what: What, some: { from: number; to: number }, page: number, pages: number): [number, number] {
  if (what === "this") return [page, page];
  const [from, to] = what === "all" ? [1, pages] : [Math.min(some.from, pages), Math.min(some.to, pages)];
  return [from, Math.min(Math.max(from, to), from + MOST_PRINTED - 1)];
}

function usePrinting({ paper, pdf, onClose }: PrintDialogProps) {
  const [at, setAt] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const leave = useRef(new AbortController());
  useEffect(() => {
    const mine = new AbortController();
    leave.current = mine;
    return () => mine.abort();
  }, []);
  function start([from, to]: [number, number]) {
    const { signal } = leave.current;
    setError(null);
    printPages({ paper, pdf, from, to, onProgress: setAt, signal })
      .then(() => !signal.aborted && onClose())
      .catch((reason: unknown) => {
        if (signal.aborted) return;
        setAt(null);
        setError(reason);
      });
  }
  return { at, error, start };
}

/** Which pages to print; they are fetched with visible progress before the browser asks for the printer. */
export function PrintDialog(props: PrintDialogProps) {
  const { t } = useTranslation("meeting");
  const { page, pages, onClose } = props;
  const [what, setWhat] = useState<What>(pages > MOST_PRINTED ? "this" : "all");
  const [some, setSome] = useState({ from: page, to: Math.min(pages, page + 9) });
  const { at, error, start } = usePrinting(props);
  const range = rangeOf(what, some, page, pages);
  const [from, to] = range;
  return (
    <Modal opened onClose={onClose} title={t("reader.print")} centered>
      <Stack>
        <Radio.Group value={what} onChange={setWhat} aria-label={t("reader.print_what")}>
          <Stack gap="sm">
            <Radio value="all" label={t("reader.print_all", { count: pages })} />
            <Radio value="this" label={t("reader.print_this", { page })} />
            <Radio value="some" label={t("reader.print_some")} />
          </Stack>
        </Radio.Group>
        {what === "some" && (
          <Group grow>
            <NumberInput label={t("reader.print_from")} min={1} max={pages} value={some.from} onChange={(value) => setSome({ ...some, from: Number(value) || 1 })} />
            <NumberInput label={t("reader.print_to")} min={1} max={pages} value={some.to} onChange={(value) => setSome({ ...some, to: Number(value) || 1 })} />
          </Group>
        )}
        {what !== "this" && pages > MOST_PRINTED && <span>{t("reader.print_most", { most: MOST_PRINTED, from, to })}</span>}
        {error !== null && <ErrorState error={error} />}
        {at !== null && (
          <div role="status">
            {t("reader.print_progress", { page: at, to })}
            <Progress value={((at - from + 1) / (to - from + 1)) * 100} />
          </div>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common:act.cancel")}</Button>
          <PrimaryButton disabled={at !== null} onClick={() => start(range)}>
            {t("reader.print_start")}
          </PrimaryButton>
        </Group>
      </Stack>
    </Modal>
  );
}

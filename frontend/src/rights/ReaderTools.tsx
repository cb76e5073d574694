import { IconFileDownload, IconPrinter, IconShieldQuestion } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useOwnRights } from "@/api/rights";
import type { DocumentRow } from "@/api/snapshot";
import { IconButton } from "@/kit/Buttons";
import { useMeetingView } from "@/meeting/shared/context";
import { isWatermarked } from "./mark";
import { download, useCopy } from "./useCopy";
import { WhyDialog } from "./WhyDialog";

/** Printing a document or taking it along, where that is not simply opening its file. */
export interface Taking {
  allowed: boolean;
  busy: boolean;
  label: string;
  take: () => void;
}

const openFile = (url: string) => window.open(url, "_blank", "noopener");

/** Taking a document along as its rights have it: not at all, with one's name stamped in, or as it is. */
export function useTaking(row: DocumentRow): Taking | undefined {
  const { t } = useTranslation("rights");
  const { parts } = useMeetingView();
  const marked = isWatermarked(parts);
  const rights = useOwnRights(row.id, row.rights, marked);
  const copy = useCopy(row.id, download);
  const allowed = rights.data?.may_print ?? !row.is_limited;
  if (!allowed) return { allowed, busy: false, label: t("copy.closed"), take: () => undefined };
  if (!marked) return undefined;
  const busy = copy.percent !== null;
  const label = busy ? t("copy.making", { percent: copy.percent }) : t(copy.failed ? "copy.failed" : "copy.take");
  return { allowed, busy, label, take: copy.ask };
}

/** Why one reads the document, and its original where one may have it. */
export function RightsTools({ row, taking }: { row: DocumentRow; taking: Taking | undefined }) {
  const { t } = useTranslation("rights");
  const { parts } = useMeetingView();
  const [asking, setAsking] = useState(false);
  const marked = isWatermarked(parts);
  const rights = useOwnRights(row.id, row.rights, marked);
  return (
    <>
      {taking && (
        <IconButton label={taking.label} disabled={!taking.allowed} loading={taking.busy} onClick={taking.take} data-testid="take-file">
          <IconPrinter size={22} stroke={1.75} aria-hidden />
        </IconButton>
      )}
      {(marked || row.is_limited) && rights.data?.may_download && (
        <IconButton label={t("copy.original")} onClick={() => openFile(`/api/documents/${row.id}/original`)}>
          <IconFileDownload size={22} stroke={1.75} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t("why.open")} onClick={() => setAsking(true)} data-testid="why">
        <IconShieldQuestion size={22} stroke={1.75} aria-hidden />
      </IconButton>
      {asking && <WhyDialog row={row} isWatermarked={marked} onClose={() => setAsking(false)} />}
    </>
  );
}

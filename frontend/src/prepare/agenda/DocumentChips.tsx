import { Button, Progress } from "@mantine/core";
import {
  IconAlertTriangle, IconEye, IconFileText, IconHistory, IconLoader2, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash, IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DocumentRow, DraftRow } from "@/api/snapshot";
import { IconButton } from "@/kit/Buttons";
import { ApprovalTag } from "../papers/ApprovalTag";
import { useProgress, type Preparation } from "../uploads/useProgress";
import { fileSize } from "@/kit/sizes";
import type { Upload, Uploads } from "../uploads/useUploads";
import classes from "./DocumentChips.module.css";

const ICON = { processing: IconLoader2, awaiting_declaration: IconEye, ready: IconFileText, rejected: IconAlertTriangle };

function useFacts(document: DocumentRow, stage: Preparation["stage"] | undefined): string {
  const { t, i18n } = useTranslation();
  if (document.status === "processing") return t(stage ? `prepare:document.stage.${stage}` : "prepare:document.processing");
  if (document.status === "awaiting_declaration") return t("prepare:second.awaiting");
  if (document.status === "rejected") return document.rejected_reason || t("prepare:document.rejected");
  const pages = t("prepare:document.pages", { count: document.pages ?? 0 });
  const limited = document.is_limited && t("prepare:access.tag");
  const said = [limited, document.group !== "main" && t(`prepare:paper.group_name.${document.group}`), document.kind, document.agency || document.unit_name];
  const version = document.version > 1 && t("prepare:paper.version", { number: document.version });
  return [pages, fileSize(document.size, i18n.language), version, ...said].filter(Boolean).join(" · ");
}

interface DocumentChipProps {
  document: DocumentRow;
  onOpen: (() => void) | undefined;
  onRemove: (() => void) | undefined;
}

/** One document of an item: what it is, whether it can be read, and why not. */
export function DocumentChip({ document, onOpen, onRemove }: DocumentChipProps) {
  const { t } = useTranslation();
  const progress = useProgress(document);
  const facts = useFacts(document, progress?.stage);
  const Icon = ICON[document.status];
  const words = (
    <span className={classes.words}>
      <span className={classes.name}>{document.title}</span>
      <span className={classes.facts}>{facts}</span>
      {document.status === "processing" && (
        <Progress value={progress?.percent ?? 0} size="xs" color="ink" aria-label={document.title} />
      )}
    </span>
  );
  return (
    <div className={classes.chip} data-status={document.status}>
      <Icon size={20} stroke={1.75} aria-hidden className={classes.icon} />
      {document.status === "ready" ? (
        <a className={classes.open} href={`/api/documents/${document.id}/file`} target="_blank" rel="noreferrer">
          {words}
        </a>
      ) : (
        words
      )}
      {onOpen && document.status === "awaiting_declaration" && (
        <Button onClick={onOpen}>
          {t("prepare:second.look")}
        </Button>
      )}
      {onOpen && (
        <IconButton label={t("prepare:paper.open", { title: document.title })} onClick={onOpen}>
          <IconHistory size={18} />
        </IconButton>
      )}
      {onRemove && (
        <IconButton label={t("prepare:document.remove", { title: document.title })} onClick={onRemove}>
          <IconTrash size={18} />
        </IconButton>
      )}
    </div>
  );
}

/** The newest version of a document on its way to the readers, and where it stands. */
export function DraftChip({ draft, onOpen }: { draft: DraftRow; onOpen: () => void }) {
  const { t } = useTranslation();
  const awaiting = draft.status === "awaiting_declaration";
  const facts = [
    draft.unit_name,
    t("prepare:paper.version", { number: draft.version }),
    draft.approval_note,
    awaiting && t("prepare:second.awaiting"),
  ];
  return (
    <div className={classes.chip} data-status={draft.status === "rejected" ? "rejected" : "draft"}>
      <IconFileText size={20} stroke={1.75} aria-hidden className={classes.icon} />
      <span className={classes.words}>
        <span className={classes.name}>{draft.title}</span>
        <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
      </span>
      <ApprovalTag approval={draft.approval} />
      <IconButton label={t("prepare:paper.open", { title: draft.title })} onClick={onOpen}>
        <IconHistory size={18} />
      </IconButton>
    </div>
  );
}

function useUploadFacts({ status, sent, resumed, reason }: Upload): string {
  const { t } = useTranslation();
  const percent = Math.floor(sent * 100);
  if (status === "refused") return reason;
  if (status === "sending" && resumed > 0) return t("prepare:upload.resumed", { percent, from: Math.floor(resumed * 100) });
  return t(`prepare:upload.${status}`, { percent });
}

/** One file on its way, paused, or refused with the reason. */
export function UploadChip({ upload, uploads }: { upload: Upload; uploads: Uploads }) {
  const { t } = useTranslation();
  const facts = useUploadFacts(upload);
  const percent = Math.floor(upload.sent * 100);
  const refused = upload.status === "refused";
  const paused = upload.status === "paused";
  return (
    <div className={classes.chip} data-status={refused ? "rejected" : "processing"} role={refused ? "alert" : "status"}>
      {refused && <IconAlertTriangle size={20} stroke={1.75} aria-hidden className={classes.icon} />}
      <span className={classes.words}>
        <span className={classes.name}>{upload.name}</span>
        <span className={classes.facts}>{facts}</span>
        {!refused && <Progress value={percent} size="xs" color="ink" aria-label={upload.name} />}
      </span>
      {upload.mayPause && !refused && !paused && (
        <IconButton label={t("prepare:upload.pause", { title: upload.name })} onClick={() => uploads.pause(upload.id)}>
          <IconPlayerPause size={18} />
        </IconButton>
      )}
      {paused && (
        <IconButton label={t("prepare:upload.go_on", { title: upload.name })} onClick={() => uploads.retry(upload.id)}>
          <IconPlayerPlay size={18} />
        </IconButton>
      )}
      {refused && upload.mayRetry && (
        <IconButton label={t("act.retry")} onClick={() => uploads.retry(upload.id)}>
          <IconRefresh size={18} />
        </IconButton>
      )}
      <IconButton label={t("prepare:upload.dismiss", { title: upload.name })} onClick={() => uploads.dismiss(upload.id)}>
        <IconX size={18} />
      </IconButton>
    </div>
  );
}

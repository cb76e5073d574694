import { Menu, Progress } from "@mantine/core";
import {
  IconAlertTriangle, IconArrowRight, IconBook, IconDotsVertical, IconDownload, IconFileText, IconFolder, IconLink, IconLoader2, IconLock, IconPencil,
  IconSend, IconTrash,
} from "@tabler/icons-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Folder, OwnPaper } from "@/api/library";
import { IconButton } from "@/kit/Buttons";
import { date } from "@/kit/dates";
import { fileSize } from "@/kit/sizes";
import { useOwnProgress } from "./address";
import classes from "./Library.module.css";

/** What may be done with one line. */
export interface LineActs {
  rename: () => void;
  move: () => void;
  bin: () => void;
  send?: (() => void) | undefined;
  /** Where the original is fetched. */
  download?: string | undefined;
  /** Takes a copy along that bears one's name. */
  copy?: (() => void) | undefined;
  link?: (() => void) | undefined;
}

interface LineProps {
  name: string;
  icon: ReactNode;
  acts: LineActs;
  children: ReactNode;
}

function ActMenu({ name, acts }: { name: string; acts: LineActs }) {
  const { t } = useTranslation("library");
  const item = { className: classes.act ?? "" };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <IconButton label={t("acts", { name })}>
          <IconDotsVertical size={20} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {acts.send && (
          <Menu.Item {...item} leftSection={<IconSend size={20} />} onClick={acts.send}>
            {t("act.send")}
          </Menu.Item>
        )}
        {acts.download && (
          <Menu.Item {...item} component="a" href={acts.download} download leftSection={<IconDownload size={20} />}>
            {t("act.download")}
          </Menu.Item>
        )}
        {acts.copy && (
          <Menu.Item {...item} leftSection={<IconDownload size={20} />} onClick={acts.copy}>
            {t("act.copy")}
          </Menu.Item>
        )}
        {acts.link && (
          <Menu.Item {...item} leftSection={<IconLink size={20} />} onClick={acts.link}>
            {t("rights:link.open")}
          </Menu.Item>
        )}
        <Menu.Item {...item} leftSection={<IconPencil size={20} />} onClick={acts.rename}>
          {t("act.rename")}
        </Menu.Item>
        <Menu.Item {...item} leftSection={<IconArrowRight size={20} />} onClick={acts.move}>
          {t("act.move")}
        </Menu.Item>
        <Menu.Item {...item} leftSection={<IconTrash size={20} />} onClick={acts.bin}>
          {t("act.bin")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** One line of the list; F2 renames it, Delete puts it in the bin. */
function Line({ name, icon, acts, children }: LineProps) {
  function onKey(event: KeyboardEvent) {
    const act = event.key === "F2" ? acts.rename : event.key === "Delete" ? acts.bin : null;
    if (!act) return;
    event.preventDefault();
    act();
  }
  return (
    <li className={classes.line} onKeyDown={onKey} data-testid="library-line">
      {icon}
      {children}
      <ActMenu name={name} acts={acts} />
    </li>
  );
}

interface FolderLineProps {
  folder: Folder;
  inside: number;
  acts: LineActs;
  onOpen: () => void;
}

export function FolderLine({ folder, inside, acts, onOpen }: FolderLineProps) {
  const { t } = useTranslation("library");
  const facts = [inside > 0 && t("folders", { count: inside }), t("papers", { count: folder.papers })];
  return (
    <Line name={folder.name} acts={acts} icon={<IconFolder size={24} stroke={1.5} aria-hidden className={classes.icon} />}>
      <button type="button" className={classes.open} onClick={onOpen}>
        <span className={classes.name}>{folder.name}</span>
        <span className={classes.facts}>{facts.filter(Boolean).join(" · ")}</span>
      </button>
    </Line>
  );
}

function PaperIcon({ paper }: { paper: OwnPaper }) {
  const [Icon, size] = [iconOf(paper), 24];
  return <Icon size={size} stroke={1.5} aria-hidden className={classes.icon} data-status={paper.status} />;
}

function iconOf({ status, document_id, is_open }: OwnPaper) {
  if (!is_open) return IconLock;
  if (status === "rejected") return IconAlertTriangle;
  if (status === "processing") return IconLoader2;
  return document_id ? IconBook : IconFileText;
}

function useFacts(paper: OwnPaper, where: string, stage: string | undefined): string {
  const { t, i18n } = useTranslation("library");
  if (!paper.is_open) return t("kept.shut");
  if (paper.status === "rejected") return paper.rejected_reason;
  if (paper.status === "processing") return t(stage ? `prepare:document.stage.${stage}` : "prepare:document.processing");
  const source = paper.meeting_title && t("kept.from", { meeting: paper.meeting_title });
  const pages = paper.pages !== null && t("prepare:document.pages", { count: paper.pages });
  return [source, pages, fileSize(paper.size, i18n.language), date(paper.uploaded_at), where].filter(Boolean).join(" · ");
}

/** A paper of one's own, or one kept from a meeting; `where` names its folder among what was found. */
export function PaperLine({ paper, where = "", acts }: { paper: OwnPaper; where?: string; acts: LineActs }) {
  const progress = useOwnProgress(paper);
  const facts = useFacts(paper, where, progress?.stage);
  const words = (
    <>
      <span className={classes.name}>{paper.title}</span>
      <span className={classes.facts} data-status={paper.status}>
        {facts}
      </span>
      {progress && <Progress value={progress.percent} size="xs" color="ink" aria-label={paper.title} />}
    </>
  );
  const opens = paper.status === "ready" && paper.is_open;
  return (
    <Line name={paper.title} acts={acts} icon={<PaperIcon paper={paper} />}>
      {opens ? (
        <Link to={`/library/papers/${paper.id}`} className={classes.open ?? ""}>
          {words}
        </Link>
      ) : (
        <div className={classes.open} tabIndex={0}>
          {words}
        </div>
      )}
    </Line>
  );
}

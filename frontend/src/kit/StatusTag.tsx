import {
  IconAlertTriangle, IconArchive, IconBan, IconCircleCheck, IconClock, IconPencil, IconPlayerPause, IconPointFilled,
  IconSend, IconArrowBackUp,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { MeetingStatus } from "@/api/snapshot";
import classes from "./StatusTag.module.css";

export type Tone = "neutral" | "good" | "care" | "accent" | "live" | "ink";

interface StatusTagProps {
  tone?: Tone;
  /** A state is never told by colour alone: give an icon beside the word. */
  icon?: ReactNode;
  children: ReactNode;
}

/** A state as an icon and a word. */
export function StatusTag({ tone = "neutral", icon, children }: StatusTagProps) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {icon}
      <span>{children}</span>
    </span>
  );
}

const SIZE = 16;
const FACE: Record<MeetingStatus, { tone: Tone; icon: ReactNode }> = {
  draft: { tone: "neutral", icon: <IconPencil size={SIZE} aria-hidden /> },
  submitted: { tone: "care", icon: <IconClock size={SIZE} aria-hidden /> },
  approved: { tone: "good", icon: <IconCircleCheck size={SIZE} aria-hidden /> },
  returned: { tone: "accent", icon: <IconArrowBackUp size={SIZE} aria-hidden /> },
  published: { tone: "good", icon: <IconSend size={SIZE} aria-hidden /> },
  in_progress: { tone: "live", icon: <IconPointFilled size={SIZE} aria-hidden /> },
  paused: { tone: "care", icon: <IconPlayerPause size={SIZE} aria-hidden /> },
  ended: { tone: "ink", icon: <IconCircleCheck size={SIZE} aria-hidden /> },
  closed: { tone: "neutral", icon: <IconArchive size={SIZE} aria-hidden /> },
  cancelled: { tone: "neutral", icon: <IconBan size={SIZE} aria-hidden /> },
};

/** The state of a meeting in the words of the domain. */
export function MeetingStatusTag({ status }: { status: MeetingStatus }) {
  const { t } = useTranslation();
  return (
    <StatusTag tone={FACE[status].tone} icon={FACE[status].icon}>
      {t(`meeting_status.${status}`)}
    </StatusTag>
  );
}

/** A missing or overdue thing. */
export function MissingTag({ children }: { children: ReactNode }) {
  return (
    <StatusTag tone="accent" icon={<IconAlertTriangle size={SIZE} aria-hidden />}>
      {children}
    </StatusTag>
  );
}

import { IconAlertTriangle, IconArchive, IconArrowBackUp, IconBan, IconCircleCheck, IconClock, IconPencil, IconSend } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { OpinionStatus } from "@/api/opinions";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import type { MemberStatus } from "./standing";

const SIZE = 16;
const FACE: Record<OpinionStatus, { tone: Tone; icon: ReactNode }> = {
  draft: { tone: "neutral", icon: <IconPencil size={SIZE} aria-hidden /> },
  submitted: { tone: "care", icon: <IconClock size={SIZE} aria-hidden /> },
  returned: { tone: "accent", icon: <IconArrowBackUp size={SIZE} aria-hidden /> },
  open: { tone: "good", icon: <IconSend size={SIZE} aria-hidden /> },
  closed: { tone: "ink", icon: <IconArchive size={SIZE} aria-hidden /> },
  recalled: { tone: "neutral", icon: <IconBan size={SIZE} aria-hidden /> },
};

/** The state of a circulation. */
export function OpinionStatusTag({ status }: { status: OpinionStatus }) {
  const { t } = useTranslation("opinions");
  return (
    <StatusTag tone={FACE[status].tone} icon={FACE[status].icon}>
      {t(`status.${status}`)}
    </StatusTag>
  );
}

const MEMBER: Record<MemberStatus, { tone: Tone; icon: ReactNode }> = {
  unanswered: { tone: "neutral", icon: <IconClock size={SIZE} aria-hidden /> },
  overdue: { tone: "accent", icon: <IconAlertTriangle size={SIZE} aria-hidden /> },
  answered: { tone: "good", icon: <IconCircleCheck size={SIZE} aria-hidden /> },
  late: { tone: "care", icon: <IconCircleCheck size={SIZE} aria-hidden /> },
};

/** Whether a member has answered, and in time. */
export function MemberTag({ status }: { status: MemberStatus }) {
  const { t } = useTranslation("opinions");
  return (
    <StatusTag tone={MEMBER[status].tone} icon={MEMBER[status].icon}>
      {t(`member.${status}`)}
    </StatusTag>
  );
}

import { IconArrowBackUp, IconCircleCheck, IconClock, IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Version } from "@/api/papers";
import { StatusTag, type Tone } from "@/kit/StatusTag";

const SIZE = 16;
const FACE: Record<Version["approval"], { tone: Tone; icon: ReactNode }> = {
  draft: { tone: "neutral", icon: <IconPencil size={SIZE} aria-hidden /> },
  submitted: { tone: "care", icon: <IconClock size={SIZE} aria-hidden /> },
  approved: { tone: "good", icon: <IconCircleCheck size={SIZE} aria-hidden /> },
  returned: { tone: "accent", icon: <IconArrowBackUp size={SIZE} aria-hidden /> },
};

/** Where a version stands on its way to the readers. */
export function ApprovalTag({ approval }: { approval: Version["approval"] }) {
  const { t } = useTranslation();
  return (
    <StatusTag tone={FACE[approval].tone} icon={FACE[approval].icon}>
      {t(`prepare:paper.approval.${approval}`)}
    </StatusTag>
  );
}

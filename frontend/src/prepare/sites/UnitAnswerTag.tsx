import { IconCircleCheck, IconCircleX, IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { UnitRow } from "@/api/snapshot";
import { StatusTag } from "@/kit/StatusTag";

const LOOK = {
  pending: { tone: "neutral", Icon: IconClock },
  named: { tone: "good", Icon: IconCircleCheck },
  declined: { tone: "care", Icon: IconCircleX },
} as const;

/** What an invited unit answered. */
export function UnitAnswerTag({ answer }: { answer: UnitRow["answer"] }) {
  const { t } = useTranslation();
  const { tone, Icon } = LOOK[answer];
  return (
    <StatusTag tone={tone} icon={<Icon size={16} aria-hidden />}>
      {t(`prepare:units.answer_${answer}`)}
    </StatusTag>
  );
}

import { VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconCircleX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Grade } from "@/api/rehearsal";
import { StatusTag, type Tone } from "@/kit/StatusTag";

const FACE: Record<Grade, { tone: Tone; Icon: typeof IconCircleX }> = {
  good: { tone: "good", Icon: IconCircleCheck },
  care: { tone: "care", Icon: IconAlertTriangle },
  bad: { tone: "accent", Icon: IconCircleX },
  untested: { tone: "neutral", Icon: IconCircleDashed },
};

/** How a test or a site stands, as an icon and a word; `of` names the test where the word alone would not. */
export function GradeMark({ grade, of, large = false }: { grade: Grade; of?: string; large?: boolean }) {
  const { t } = useTranslation();
  const { tone, Icon } = FACE[grade];
  return (
    <span style={large ? { fontSize: "1.4em" } : undefined} data-grade={grade}>
      <StatusTag tone={tone} icon={<Icon size={large ? 24 : 16} aria-hidden />}>
        {of ? (
          <>
            {of}
            <VisuallyHidden>{`: ${t(`rehearsal:grade.${grade}`)}`}</VisuallyHidden>
          </>
        ) : (
          t(`rehearsal:grade.${grade}`)
        )}
      </StatusTag>
    </span>
  );
}

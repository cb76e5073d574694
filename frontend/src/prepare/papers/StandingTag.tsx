import { IconAlertTriangle, IconCircleCheck, IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Duty } from "@/api/duties";
import { StatusTag } from "@/kit/StatusTag";

const SIZE = 16;

/** How what a unit owes stands: missing and late in red. */
export function StandingTag({ duty }: { duty: Pick<Duty, "standing" | "is_late"> }) {
  const { t } = useTranslation();
  if (duty.standing === "owed") {
    return duty.is_late ? (
      <StatusTag tone="accent" icon={<IconAlertTriangle size={SIZE} aria-hidden />}>{t("prepare:duty.late")}</StatusTag>
    ) : (
      <StatusTag tone="care" icon={<IconClock size={SIZE} aria-hidden />}>{t("prepare:duty.owed")}</StatusTag>
    );
  }
  const words = t(duty.standing === "done" ? "prepare:duty.done" : "prepare:duty.decide");
  const icon = duty.standing === "done" ? <IconCircleCheck size={SIZE} aria-hidden /> : <IconClock size={SIZE} aria-hidden />;
  return (
    <StatusTag tone={duty.standing === "done" ? "good" : "care"} icon={icon}>
      {duty.is_late ? t("prepare:duty.came_late", { words }) : words}
    </StatusTag>
  );
}

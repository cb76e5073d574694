import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { ReactNode } from "react";
import { i18n } from "@/i18n";

interface Question {
  title: string;
  detail?: ReactNode;
  /** Word on the button that acts: the act itself ("Gửi giấy mời"), never "OK". */
  act: string;
  onConfirm: () => void;
}

/** Asks before an act that cannot be taken back. The red button acts; Escape and the other button do not. */
export function confirmAct({ title, detail, act, onConfirm }: Question): void {
  modals.openConfirmModal({
    title,
    children: typeof detail === "string" ? <Text>{detail}</Text> : detail,
    labels: { confirm: act, cancel: i18n.t("common:act.cancel") },
    confirmProps: { variant: "filled", color: "accent" },
    onConfirm,
  });
}

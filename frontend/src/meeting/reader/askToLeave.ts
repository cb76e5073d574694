import { i18n } from "@/i18n";
import { confirmAct } from "@/kit/confirm";

/**
 * Asks before an address out of a document is opened: its words may say anything, so the address itself is shown.
 * The page that opens knows nothing of this one.
 */
export function askToLeave(url: string): void {
  confirmAct({
    title: i18n.t("meeting:reader.leave_title"),
    detail: i18n.t("meeting:reader.leave_detail", { url }),
    act: i18n.t("meeting:reader.leave_open"),
    onConfirm: () => window.open(url, "_blank", "noopener,noreferrer"),
  });
}

import { useDocumentTitle } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

/** Names the document (browser tab, screen reader) after the screen. */
export function useTitle(title: string): void {
  const { t } = useTranslation();
  useDocumentTitle(title ? `${title} · ${t("app.name")}` : t("app.name"));
}

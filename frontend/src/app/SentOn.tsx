import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { notifyNews } from "@/kit/notify";

/** Sends who opened a page of the secretary or the chair by its address to the meeting's own page, and says so. */
export function SentOn({ to }: { to: string }) {
  const { t } = useTranslation();
  useEffect(() => notifyNews(t("only_for.sent_on")), [t]);
  return <Navigate to={to} replace />;
}
